package io.github.dvmap.data.table;

import com.google.common.collect.ImmutableMap;
import io.github.dvmap.core.survey.Respondent;
import io.github.dvmap.core.survey.RespondentStream;
import io.github.dvmap.core.survey.SurveyFormatException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Respondents of a delimited text file: blocks are read one after another and turned into
 * respondents by several threads; the order is the file's, whatever their number.
 */
final class CsvRespondents implements RespondentStream {
  private final CsvBlocks blocks;
  private final int threads;
  private final ExecutorService workers;
  private final Supplier<CsvRows> newRows;
  private final Queue<CsvRows> idle = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<Future<CsvRows.Part>> parts = new ArrayDeque<>();
  private final Map<String, Long> dropped = new LinkedHashMap<>();
  private Iterator<Respondent> part = List.<Respondent>of().iterator();
  private long rows;
  private boolean ended;

  private CsvRespondents(CsvBlocks blocks, int threads, Supplier<CsvRows> newRows) {
    this.blocks = blocks;
    this.threads = threads;
    this.newRows = newRows;
    workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              var thread = new Thread(task, "survey-reader");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Opens a file and reads its header.
   *
   * @param threads &ge; 1
   */
  static CsvRespondents open(Path file, String idPrefix, SurveyMapping mapping, int threads) {
    CsvBlocks blocks = CsvBlocks.open(file);
    try {
      String name = file.toString();
      CsvDialect dialect = blocks.dialect();
      CsvHeader header = CsvHeader.read(name, dialect, blocks);
      var columns = new TableColumns(name, header.line(), header.columns(), mapping);
      Supplier<CsvRows> newRows =
          () ->
              new CsvRows(
                  name,
                  dialect,
                  header.columns().size(),
                  columns,
                  new RowReader(name, idPrefix, mapping, columns));
      return new CsvRespondents(blocks, threads, newRows);
    } catch (RuntimeException e) {
      blocks.close();
      throw e;
    }
  }

  @Override
  public boolean hasNext() {
    while (!part.hasNext()) {
      read();
      if (parts.isEmpty()) {
        return false;
      }
      CsvRows.Part next = await(parts.poll());
      rows += next.rows();
      next.dropped().forEach((reason, count) -> dropped.merge(reason, count, Long::sum));
      part = next.respondents().iterator();
    }
    return true;
  }

  private void read() {
    while (!ended && parts.size() < 2 * threads) {
      CsvBlocks.Block block;
      try {
        block = blocks.next();
      } catch (SurveyFormatException e) {
        // rows before the fault come first
        ended = true;
        parts.add(
            workers.submit(
                () -> {
                  throw e;
                }));
        return;
      }
      if (block == null) {
        ended = true;
        return;
      }
      parts.add(workers.submit(() -> parse(block)));
    }
  }

  private CsvRows.Part parse(CsvBlocks.Block block) {
    CsvRows found = idle.poll();
    CsvRows own = found == null ? newRows.get() : found;
    CsvRows.Part result = own.read(block);
    blocks.recycle(block);
    idle.add(own);
    return result;
  }

  static CsvRows.Part await(Future<CsvRows.Part> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("reading the survey was interrupted");
      cancelled.initCause(e);
      throw cancelled;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      if (e.getCause() instanceof Error fault) {
        throw fault;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public Respondent next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return part.next();
  }

  @Override
  public long rowsRead() {
    return rows;
  }

  @Override
  public ImmutableMap<String, Long> dropped() {
    return ImmutableMap.copyOf(dropped);
  }

  @Override
  public void close() {
    workers.shutdownNow();
    blocks.close();
  }
}
