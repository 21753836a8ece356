package io.github.dvmap.rl.torch;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The decoder's code, compiled by libtorch for one configuration; it holds no weights. */
final class TorchModule implements AutoCloseable {
  private static final String CLASS = "Decoder";

  private final Model model;
  private final ParameterStore store;

  TorchModule(ModelConfig config, double loraScale, Precision precision, Device device) {
    Model opened = Model.newInstance("decoder", device, "PyTorch");
    try {
      Path folder = Files.createTempDirectory("dvmap-decoder");
      Path file = folder.resolve("decoder.pt");
      try {
        TorchScriptArchive.write(file, source(), CLASS, attributes(config, loraScale, precision));
        opened.load(folder, "decoder.pt", Map.of("trainParam", "true"));
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      opened.close();
      throw new UncheckedIOException("cannot load the decoder", e);
    } catch (MalformedModelException | RuntimeException e) {
      opened.close();
      throw new IllegalStateException("libtorch refused the decoder: " + e.getMessage(), e);
    }
    model = opened;
    store = new ParameterStore(model.getNDManager(), false);
    // shapes change with every batch, so specialising the graph to them never pays
    JniUtils.setGraphExecutorOptimize(false);
  }

  private static String source() throws IOException {
    try (InputStream in = TorchModule.class.getResourceAsStream("decoder.py")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Map<String, Object> attributes(
      ModelConfig config, double loraScale, Precision precision) {
    var attributes = new LinkedHashMap<String, Object>();
    attributes.put("n_layers", config.layers());
    attributes.put("n_heads", config.heads());
    attributes.put("n_kv", config.keyValueHeads());
    attributes.put("head_dim", config.headDim());
    attributes.put("head_index", config.tiedEmbeddings() ? 0 : TorchWeights.count(config) - 1);
    attributes.put("eps", config.rmsNormEps());
    attributes.put("theta", config.ropeTheta());
    attributes.put("n_weights", TorchWeights.count(config));
    attributes.put("lora_scale", loraScale);
    attributes.put("dtype", precision.scalarType());
    for (String list : List.of("held", "held_g", "held_m", "held_v", "held_s")) {
      attributes.put(list, List.of());
    }
    attributes.put("training", false);
    return attributes;
  }

  /** The manager that lives as long as the module. */
  NDManager manager() {
    return model.getNDManager();
  }

  /**
   * Calls a method; the result belongs to {@code scope}.
   *
   * @param scope owner of the result
   * @param method the method's name
   * @param gradient whether the result may be differentiated
   * @param tensors positional arguments
   * @param lists weight lists, each a run of arrays that share a name ending in []
   */
  NDArray call(
      NDManager scope, String method, boolean gradient, NDList tensors, List<NDList> lists) {
    return callForList(scope, method, gradient, tensors, lists).singletonOrThrow();
  }

  /** Calls a method that returns a list, as {@link #call}. */
  NDList callForList(
      NDManager scope, String method, boolean gradient, NDList tensors, List<NDList> lists) {
    NDArray marker = scope.create(0);
    marker.setName("module_method:" + method);
    var inputs = new NDList(marker);
    inputs.addAll(tensors);
    lists.forEach(inputs::addAll);
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(gradient);
    try {
      return model.getBlock().forward(store, inputs, gradient);
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
