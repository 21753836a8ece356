package io.github.dvmap.rl.checkpoint;

import java.nio.file.Path;

/** A model folder that cannot be used, with the file and what in it is wrong. */
public final class ModelFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final String item;

  /**
   * Creates the exception; the message names every part that is known.
   *
   * @param path the file or folder
   * @param item the tensor or option; empty where the fault is the file's as a whole
   * @param problem what is wrong
   */
  public ModelFormatException(Path path, String item, String problem) {
    super(path + (item.isEmpty() ? "" : ", " + item) + ": " + problem);
    this.path = path.toString();
    this.item = item;
  }

  /** The file or folder. */
  public String path() {
    return path;
  }

  /** The tensor or option, or empty. */
  public String item() {
    return item;
  }
}
