package io.github.dvmap.data.corpus;

import com.google.common.collect.ImmutableMap;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.core.io.RealPaths;
import io.github.dvmap.core.prompt.AnswerFormat;
import io.github.dvmap.core.sample.AlignmentSample;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A corpus as a folder of one file a split, with a manifest: written and read. */
public final class CorpusFolder {
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

  private CorpusFolder() {}

  /**
   * Writes the folder: beside its place first, then renamed, so that it is whole or not there. A
   * folder of that name is replaced if it is empty or an older corpus with no other file in it. A
   * link to a folder stays, and that folder is written.
   *
   * @throws IllegalArgumentException if the folder holds anything else, or the samples cannot be
   *     written in the released layout
   * @throws UncheckedIOException if it cannot be written; an older folder is then as it was
   */
  public static void write(
      Path folder, Corpus corpus, CorpusFormat format, CorpusManifest manifest) {
    write(folder, corpus, format, manifest, Map.of());
  }

  /**
   * As {@link #write(Path, Corpus, CorpusFormat, CorpusManifest)}, with files of one's own beside
   * the corpus, for instance a report; the manifest names them too.
   *
   * @param further by the file's name, what writes it
   * @throws IllegalArgumentException also if the corpus has a file of such a name
   */
  public static void write(
      Path folder,
      Corpus corpus,
      CorpusFormat format,
      CorpusManifest manifest,
      Map<String, AtomicFiles.PathContent> further) {
    requireReplaceable(folder);
    List<String> columns = columns(corpus);
    AtomicFiles.writeFolder(
        folder,
        whole -> {
          List<Map<String, Object>> files = new ArrayList<>();
          for (var split : corpus.splits().entrySet()) {
            String name = format.file(split.getKey());
            Path file = whole.resolve(name);
            Files.createDirectories(file.getParent());
            var writer = new ReleasedWriter(split.getValue(), manifest.dataSource());
            if (format == CorpusFormat.JSONL) {
              writer.jsonLines(file);
            } else {
              writer.parquet(file);
            }
            files.add(CorpusManifest.file(name, file));
          }
          for (var extra : further.entrySet()) {
            files.add(written(whole, extra.getKey(), extra.getValue()));
          }
          Map<String, Object> facts = manifest.of(corpus, files);
          if (format == CorpusFormat.HF) {
            Path card = whole.resolve(DatasetCard.FILE);
            Files.writeString(card, DatasetCard.text(corpus, columns, facts));
            files.add(CorpusManifest.file(DatasetCard.FILE, card));
          }
          Files.writeString(whole.resolve(CorpusManifest.FILE), GSON.toJson(facts) + "\n");
        });
  }

  private static Map<String, Object> written(
      Path folder, String name, AtomicFiles.PathContent content) throws IOException {
    Path file = folder.resolve(name);
    if (Files.exists(file) || name.equals(CorpusManifest.FILE) || name.equals(DatasetCard.FILE)) {
      throw new IllegalArgumentException("file '" + name + "' is the corpus's own");
    }
    content.write(file);
    return CorpusManifest.file(name, file);
  }

  /** The columns, which are the same in every split. */
  private static List<String> columns(Corpus corpus) {
    List<String> columns = null;
    for (var split : corpus.splits().entrySet()) {
      List<String> own = ReleasedLayout.of(split.getValue()).columns();
      if (columns != null && !own.equals(columns)) {
        throw new IllegalArgumentException(
            "split '" + split.getKey() + "' has other attributes than the first: " + own);
      }
      columns = own;
    }
    return columns;
  }

  /**
   * Checks that a folder may be written here, which is worth knowing before the work.
   *
   * @throws IllegalArgumentException if it is there and holds files that no corpus's manifest
   *     names, or links, or is a link to nothing
   */
  public static void requireReplaceable(Path folder) {
    if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Path real = RealPaths.of(folder);
    if (!Files.isDirectory(real)) {
      throw new IllegalArgumentException(
          folder + (Files.exists(real) ? " is a file, not a folder" : " is a link to nothing"));
    }
    Path manifest = real.resolve(CorpusManifest.FILE);
    Set<String> own = new HashSet<>();
    if (Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS)) {
      own.add(CorpusManifest.FILE);
      own.addAll(manifest(manifest).files());
    }
    foreign(real, real, own)
        .ifPresent(
            other -> {
              throw new IllegalArgumentException(
                  folder + " holds files that are not of a corpus, such as " + other);
            });
  }

  /** The first file or link that is not a corpus's own; folders beyond it are not looked into. */
  private static Optional<String> foreign(Path root, Path folder, Set<String> own) {
    try (Stream<Path> list = Files.list(folder)) {
      for (Path entry : list.sorted().toList()) {
        String name = root.relativize(entry).toString().replace('\\', '/');
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          Optional<String> within = foreign(root, entry, own);
          if (within.isPresent()) {
            return within;
          }
        } else if (!own.contains(name) || !Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
          return Optional.of(name);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
  }

  /**
   * Reads a folder that this library wrote, in whichever format.
   *
   * @param answers the format that the prompts ask for
   * @throws IllegalArgumentException if there is no manifest of a corpus, or a split it names has
   *     no file
   * @throws io.github.dvmap.core.survey.SurveyFormatException if a file is not of a corpus
   */
  public static Corpus read(Path folder, AnswerFormat answers) {
    Path file = folder.resolve(CorpusManifest.FILE);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(folder + " has no " + CorpusManifest.FILE);
    }
    var splits = ImmutableMap.<String, List<AlignmentSample>>builder();
    for (String split : manifest(file).splits()) {
      Path samples =
          Stream.of(CorpusFormat.values())
              .map(format -> folder.resolve(format.file(split)))
              .filter(Files::isRegularFile)
              .findFirst()
              .orElseThrow(
                  () -> new IllegalArgumentException(folder + " has no file of split " + split));
      splits.put(split, SampleFiles.read(samples, answers));
    }
    return new Corpus(splits.buildOrThrow());
  }

  /** What a manifest of ours names. */
  private record Named(Set<String> files, List<String> splits) {}

  private static Named manifest(Path manifest) {
    try (Reader reader = Files.newBufferedReader(manifest)) {
      JsonObject json = GSON.fromJson(reader, JsonObject.class);
      if (json != null
          && json.has("format")
          && json.get("format").getAsString().equals(CorpusManifest.FORMAT)
          && json.get("splits") instanceof JsonObject splits
          && json.get("files") instanceof JsonArray files) {
        Set<String> names = new HashSet<>();
        for (JsonElement file : files) {
          names.add(file.getAsJsonObject().get("name").getAsString());
        }
        return new Named(names, List.copyOf(splits.keySet()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + manifest, e);
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new IllegalArgumentException(manifest + " is not a corpus's manifest", e);
    }
    throw new IllegalArgumentException(manifest + " is not a corpus's manifest");
  }
}
