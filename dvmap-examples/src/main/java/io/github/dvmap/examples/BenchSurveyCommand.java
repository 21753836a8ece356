package io.github.dvmap.examples;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.dvmap.core.io.AtomicFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times survey file to corpus beside other ways. */
@Command(
    name = "survey",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Time a file of the cross-national survey's size to a written corpus, beside DuckDB and a"
            + " line-by-line reader, each in processes of its own.")
final class BenchSurveyCommand implements Callable<Integer> {
  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "97220",
      description = "Respondents (default ${DEFAULT-VALUE}, as in wave 7).")
  private int rows;

  @Option(
      names = "--columns",
      paramLabel = "N",
      defaultValue = "600",
      description = "Columns, 30 or more (default ${DEFAULT-VALUE}).")
  private int columns;

  @Option(
      names = "--factor",
      paramLabel = "N",
      defaultValue = "1",
      description = "Also time a file with so many times the rows (default ${DEFAULT-VALUE}: no).")
  private int factor;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds; each runs every way once (default ${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--ways",
      split = ",",
      paramLabel = "WAY",
      defaultValue = "dvmap,duckdb-read,duckdb-tuned,duckdb-sql,java-lines",
      description = "What to time (default ${DEFAULT-VALUE}).")
  private List<String> names;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "300m",
      description =
          "Most memory of a way's Java heap, as java -Xmx takes it (default ${DEFAULT-VALUE}); left"
              + " alone, the collector takes what the machine has.")
  private String heap;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "dvmap-bench-survey",
      description = "Where to write (default ${DEFAULT-VALUE}).")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (rows < 1 || columns < 30 || factor < 1 || repeats < 1) {
      throw new IllegalArgumentException(
          "--rows, --factor and --repeats must be >= 1, --columns >= 30");
    }
    if (!heap.matches("[1-9][0-9]*[kKmMgG]?")) {
      throw new IllegalArgumentException("--heap " + heap + " is no size such as 300m or 2g");
    }
    for (String name : names) {
      if (!SurveyWays.NAMES.contains(name)) {
        throw new IllegalArgumentException("--ways '" + name + "' is none of " + SurveyWays.NAMES);
      }
    }
    if ((long) rows * factor > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "--rows " + rows + " times --factor " + factor + " must be <= " + Integer.MAX_VALUE);
    }
    var results = new JsonArray();
    for (int size : factor == 1 ? new int[] {rows} : new int[] {rows, rows * factor}) {
      results.add(time(size));
    }
    Path file = out.resolve("bench.json");
    AtomicFiles.write(
        file, w -> w.write(new GsonBuilder().setPrettyPrinting().create().toJson(results)));
    return 0;
  }

  private JsonObject time(int size) {
    Path survey = out.resolve("survey-" + size + "x" + columns + ".csv");
    if (!Files.exists(survey)) {
      new WideSurvey(1, size, columns).write(survey);
    }
    Map<String, List<ProcessRun>> runs = new LinkedHashMap<>();
    List<Double> scans = new ArrayList<>();
    for (int round = 0; round < repeats; round++) {
      scans.add(scan(survey));
      ways(survey)
          .forEach(
              (name, command) ->
                  runs.computeIfAbsent(name, n -> new ArrayList<>()).add(ProcessRun.of(command)));
    }
    return report(survey, size, Medians.of(scans), runs);
  }

  private Map<String, List<String>> ways(Path survey) {
    Map<String, List<String>> ways = new LinkedHashMap<>();
    for (String way : names) {
      String target = out.resolve(way).toString();
      ways.put(
          way,
          ProcessRun.java(
              List.of("-Xmx" + heap), SurveyWays.class, way, survey.toString(), target));
    }
    return ways;
  }

  /** Seconds to read the file's bytes and do nothing: the limit. */
  private static double scan(Path file) {
    long start = System.nanoTime();
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 22);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(buffer) >= 0) {
        buffer.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private JsonObject report(
      Path survey, int size, double scan, Map<String, List<ProcessRun>> runs) {
    double bytes;
    try {
      bytes = Files.size(survey);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    PrintWriter console = spec.commandLine().getOut();
    console.printf(
        Locale.ROOT,
        "%,d rows x %d columns, %.0f MB; bytes alone read in %.3f s (%.1f GB/s)%n",
        size,
        columns,
        bytes / 1e6,
        scan,
        bytes / 1e9 / scan);
    console.printf(
        Locale.ROOT,
        "%-12s %9s %13s %9s %9s%n",
        "way",
        "seconds",
        "CPU seconds",
        "MB/s",
        "peak MiB");
    var json = new JsonObject();
    json.addProperty("rows", size);
    json.addProperty("columns", columns);
    json.addProperty("bytes", bytes);
    json.addProperty("read_bytes_seconds", scan);
    runs.forEach(
        (name, times) -> {
          double seconds = Medians.of(times.stream().map(ProcessRun::seconds).toList());
          double cpu = Medians.of(times.stream().map(ProcessRun::cpuSeconds).toList());
          double peak = Medians.of(times.stream().map(r -> r.peakBytes() / 1048576.0).toList());
          console.printf(
              Locale.ROOT,
              "%-12s %9.2f %13.2f %9.0f %9.0f%n",
              name,
              seconds,
              cpu,
              bytes / 1e6 / seconds,
              peak);
          var way = new JsonObject();
          way.addProperty("seconds", seconds);
          way.addProperty("cpu_seconds", cpu);
          way.addProperty("peak_mib", peak);
          json.add(name, way);
        });
    return json;
  }
}
