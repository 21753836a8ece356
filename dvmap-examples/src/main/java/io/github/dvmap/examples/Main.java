package io.github.dvmap.examples;

import com.google.common.base.Throwables;
import io.github.dvmap.core.survey.SurveyFormatException;
import io.github.dvmap.rl.checkpoint.ModelFormatException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command line: {@code java -jar dvmap.jar COMMAND}. */
@Command(
    name = "dvmap",
    description = "Fine-grained pluralistic value alignment of language models.",
    mixinStandardHelpOptions = true,
    version = "dvmap 0.1.0-SNAPSHOT",
    subcommands = {
      QuickstartCommand.class,
      ExtractCommand.class,
      AnalyseCommand.class,
      BenchmarkCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      EvaluateBenchmarkCommand.class,
      MergeCommand.class,
      DevicesCommand.class,
      BenchCommand.class
    })
public final class Main {
  /** Exit code for input that cannot be used: options, files, models. */
  static final int BAD_INPUT = 2;

  private static final String UNMAPPABLE = "input contains unmappable characters";
  private static final String LOCALE = "set the environment variable LC_ALL, as to C.UTF-8";

  @Option(
      names = "--verbose",
      description = "Print stack traces of errors.",
      scope = ScopeType.INHERIT)
  private boolean verbose;

  private Main() {}

  /** Runs a command and exits with 0, 2 for bad input, or 1 for any other failure. */
  public static void main(String[] arguments) {
    PrintWriter err = writer(System.err);
    if (!isFolderNamed()) {
      err.println("dvmap: the current folder has a name that Java cannot write here; " + LOCALE);
      System.exit(BAD_INPUT);
    }
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> err.println("dvmap: " + thread.getName() + ": " + e));
    System.exit(
        Interruption.guard(err, Interruption.GRACE, () -> run(writer(System.out), err, arguments)));
  }

  /** Whether the current folder is what Java takes it for. */
  private static boolean isFolderNamed() {
    try {
      return Files.isSameFile(Path.of(""), Path.of("").toAbsolutePath());
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs a command and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    try {
      return execute(out, err, arguments);
    } catch (OutOfMemoryError e) {
      err.printf(
          Locale.ROOT,
          "dvmap: Java's heap of %,d MiB is too small (%s): java -Xmx.. allows more%n",
          Runtime.getRuntime().maxMemory() >> 20,
          e.getMessage());
      return 1;
    }
  }

  private static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    var main = new Main();
    return new CommandLine(main)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, wrong) -> refused(err, e))
        .setExecutionExceptionHandler(
            (e, line, result) -> {
              err.println("dvmap: " + message(e));
              if (main.verbose) {
                e.printStackTrace(err);
              }
              return badInput(e) ? BAD_INPUT : 1;
            })
        .execute(arguments);
  }

  /** The error, and where help is; a word that is no command gets the list of those there are. */
  private static int refused(PrintWriter err, ParameterException e) {
    CommandLine command = e.getCommandLine();
    String advice = e.getMessage().contains(UNMAPPABLE) ? "; " + LOCALE : "";
    err.println("dvmap: " + e.getMessage() + advice);
    if (command.getSubcommands().isEmpty()) {
      err.println("see " + command.getCommandSpec().qualifiedName() + " --help");
    } else {
      command.usage(err);
    }
    return BAD_INPUT;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static String message(Exception e) {
    if (Throwables.getRootCause(e) instanceof ClosedByInterruptException) {
      return "was interrupted";
    }
    return e instanceof UncheckedIOException
        ? e.getMessage() + ": " + e.getCause()
        : e.getMessage();
  }

  private static boolean badInput(Exception e) {
    return e instanceof SurveyFormatException
        || e instanceof ModelFormatException
        || e instanceof IllegalArgumentException
        || e instanceof UncheckedIOException;
  }
}
