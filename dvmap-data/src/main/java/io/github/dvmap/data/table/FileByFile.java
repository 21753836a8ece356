package io.github.dvmap.data.table;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.progress.Interrupts;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.SurveyFormatException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/**
 * The respondents of several files, one file after another; one is open at a time. Here an
 * interrupt becomes a cancellation: it closes the file's channel, which the readers of the formats
 * and the libraries below them report each in its own way, as a damaged file for instance.
 */
final class FileByFile implements RespondentStream {
  private final Function<Path, RespondentStream> opener;
  private final Iterator<Path> files;
  private final Map<String, Long> dropped = new LinkedHashMap<>();
  private Path reading;
  private RespondentStream current;
  private long rows;

  FileByFile(List<Path> files, Function<Path, RespondentStream> opener) {
    this.opener = opener;
    this.files = files.iterator();
    open(this.files.next());
  }

  private void open(Path file) {
    reading = file;
    Interrupts.check("reading " + file);
    try {
      current = opener.apply(file);
    } catch (UncheckedIOException | SurveyFormatException e) {
      throw cancelledOr(e);
    }
  }

  @Override
  public boolean hasNext() {
    try {
      while (!current.hasNext() && files.hasNext()) {
        finish();
        open(files.next());
      }
      return current.hasNext();
    } catch (UncheckedIOException | SurveyFormatException e) {
      throw cancelledOr(e);
    }
  }

  private RuntimeException cancelledOr(RuntimeException fault) {
    if (!Thread.currentThread().isInterrupted()) {
      return fault;
    }
    var cancelled = new CancellationException("reading " + reading + " was interrupted");
    cancelled.initCause(fault);
    return cancelled;
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
