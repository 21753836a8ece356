package io.github.dvmap.data.table;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** The respondents of several files, one file after another; one is open at a time. */
final class FileByFile implements RespondentStream {
  private final Function<Path, RespondentStream> opener;
  private final Iterator<Path> files;
  private final Map<String, Long> dropped = new LinkedHashMap<>();
  private RespondentStream current;
  private long rows;

  FileByFile(List<Path> files, Function<Path, RespondentStream> opener) {
    this.opener = opener;
    this.files = files.iterator();
    current = opener.apply(this.files.next());
  }

  @Override
  public boolean hasNext() {
    while (!current.hasNext() && files.hasNext()) {
      finish();
      current = opener.apply(files.next());
    }
    return current.hasNext();
  }

  private void finish() {
    rows += current.rowsRead();
    current.dropped().forEach((reason, count) -> dropped.merge(reason, count, Long::sum));
    current.close();
  }

  @Override
  public Respondent next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return current.next();
  }

  @Override
  public long rowsRead() {
    return rows + current.rowsRead();
  }

  @Override
  public ImmutableMap<String, Long> dropped() {
    Map<String, Long> sum = new LinkedHashMap<>(dropped);
    current.dropped().forEach((reason, count) -> sum.merge(reason, count, Long::sum));
    return ImmutableMap.copyOf(sum);
  }

  @Override
  public void close() {
    current.close();
  }
}
