package io.github.dvmap.rl.torch;

import io.github.dvmap.core.io.AtomicFiles;
import io.github.dvmap.rl.checkpoint.ElementType;
import io.github.dvmap.rl.checkpoint.ModelFormatException;
import io.github.dvmap.rl.checkpoint.SafeTensors;
import io.github.dvmap.rl.checkpoint.SafeTensorsWriter;
import io.github.dvmap.rl.checkpoint.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What is trained and AdamW's state as a safetensors file: four tensors for each one trained. */
final class TorchState {
  /** The lists of the optimizer, by what their tensors are called in the file. */
  static final List<String> KINDS = List.of("weight", "first", "second", "steps");

  private TorchState() {}

  static void write(Path file, List<TensorSpec> trained, TorchParameters parameters) {
    List<TensorSpec> specs = new ArrayList<>();
    Map<String, int[]> places = new HashMap<>();
    for (int kind = 0; kind < KINDS.size(); kind++) {
      for (int index = 0; index < trained.size(); index++) {
        TensorSpec spec = spec(kind, trained.get(index));
        specs.add(spec);
        places.put(spec.name(), new int[] {kind, index});
      }
    }
    AtomicFiles.writeFile(
        file,
        beside ->
            SafeTensorsWriter.write(
                beside,
                specs,
                ElementType.F32,
                (spec, sink) -> {
                  int[] place = places.get(spec.name());
                  parameters.state(place[0], place[1], spec, sink);
                }));
  }

  private static TensorSpec spec(int kind, TensorSpec trained) {
    String name = KINDS.get(kind) + "." + trained.name();
    return KINDS.get(kind).equals("steps")
        ? new TensorSpec(name, 1)
        : new TensorSpec(name, trained.shape());
  }

  /**
   * Reads a file into the parameters; the gradient is then 0. Values are read twice, since one that
   * is not finite must be found before any is taken.
   *
   * @throws ModelFormatException if it is not the state of such parameters, before any is changed
   */
  static void read(Path file, List<TensorSpec> trained, TorchParameters parameters) {
    try (SafeTensors tensors = SafeTensors.open(file)) {
      requireOf(trained, tensors, file);
      tensors.names().forEach(name -> tensors.read(name, piece -> {}));
      parameters.forget();
      for (int kind = 0; kind < KINDS.size(); kind++) {
        for (int index = 0; index < trained.size(); index++) {
          parameters.restore(
              kind,
              index,
              spec(kind, trained.get(index)),
              (spec, sink) -> tensors.read(spec.name(), sink));
        }
      }
    }
  }

  /**
   * That a file's header is that of the state of such parameters.
   *
   * @throws ModelFormatException if it is not
   */
  static void require(Path file, List<TensorSpec> trained) {
    try (SafeTensors tensors = SafeTensors.open(file)) {
      requireOf(trained, tensors, file);
    }
  }

  private static void requireOf(List<TensorSpec> trained, SafeTensors tensors, Path file) {
    var unknown = new HashSet<>(tensors.names());
    for (int kind = 0; kind < KINDS.size(); kind++) {
      for (TensorSpec one : trained) {
        TensorSpec wanted = spec(kind, one);
        if (!unknown.remove(wanted.name()) || !tensors.spec(wanted.name()).equals(wanted)) {
          throw new ModelFormatException(
              file, wanted.name(), "is not there with the shape that this policy needs");
        }
      }
    }
    if (!unknown.isEmpty()) {
      throw new ModelFormatException(
          file, unknown.iterator().next(), "is not trained by this policy");
    }
  }
}
