package io.github.dvmap.rl.checkpoint;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a model's weights: one file, or shards with an index where they would be too large. */
final class ModelWriter {
  private ModelWriter() {}

  static void write(
      Path folder, List<TensorSpec> specs, ElementType type, long shardBytes, TensorValues values)
      throws IOException {
    List<List<TensorSpec>> shards = shards(specs, type, shardBytes);
    if (shards.size() == 1) {
      SafeTensorsWriter.write(folder.resolve(HuggingFaceFolder.SINGLE), specs, type, values);
      return;
    }
    var map = new JsonObject();
    for (int i = 0; i < shards.size(); i++) {
      String name =
          String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
      shards.get(i).forEach(spec -> map.addProperty(spec.name(), name));
      SafeTensorsWriter.write(folder.resolve(name), shards.get(i), type, values);
    }
    var metadata = new JsonObject();
    metadata.addProperty("total_size", specs.stream().mapToLong(spec -> bytes(spec, type)).sum());
    var index = new JsonObject();
    index.add("metadata", metadata);
    index.add("weight_map", map);
    Files.writeString(
        folder.resolve(HuggingFaceFolder.INDEX),
        new GsonBuilder().setPrettyPrinting().create().toJson(index) + "\n");
  }

  /** Tensors in order, as many in each shard as it holds, at least one. */
  private static List<List<TensorSpec>> shards(
      List<TensorSpec> specs, ElementType type, long shardBytes) {
    var shards = new ArrayList<List<TensorSpec>>();
    long room = 0;
    for (TensorSpec spec : specs) {
      if (shards.isEmpty() || bytes(spec, type) > room) {
        shards.add(new ArrayList<>());
        room = shardBytes;
      }
      shards.get(shards.size() - 1).add(spec);
      room -= bytes(spec, type);
    }
    return shards;
  }

  private static long bytes(TensorSpec spec, ElementType type) {
    return spec.size() * type.bytes();
  }
}
