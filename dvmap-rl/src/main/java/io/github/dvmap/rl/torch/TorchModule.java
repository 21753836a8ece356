package io.github.dvmap.rl.torch;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import com.google.common.primitives.Floats;
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
import java.util.stream.Stream;

/** TorchScript source, compiled by libtorch for one set of attributes; it holds no weights. */
final class TorchModule implements AutoCloseable {
  private static final List<String> DECODER =
      List.of(
          "functions.py",
          "attention.py",
          "sampling.py",
          "decoder.py",
          "batch_attention.py",
          "passes.py",
          "rollout.py");

  private final Model model;
  private final ParameterStore store;

  /**
   * Compiles a module.
   *
   * @param resources the files of its source, one behind the other
   * @param className the class of it whose methods are called
   * @param attributes the attributes of that class
   */
  TorchModule(
      List<String> resources, String className, Map<String, Object> attributes, Device device) {
    Model opened = Model.newInstance(className, device, "PyTorch");
    try {
      Path folder = Files.createTempDirectory("dvmap-torch");
      Path file = folder.resolve("module.pt");
      try {
        TorchScriptArchive.write(file, source(resources), className, attributes);
        opened.load(folder, "module.pt", Map.of("trainParam", "true"));
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      opened.close();
      throw new UncheckedIOException("cannot load " + resources, e);
    } catch (MalformedModelException | RuntimeException e) {
      opened.close();
      var refused =
          new IllegalStateException("libtorch refused " + resources + ": " + e.getMessage(), e);
      throw DeviceMemoryException.of(refused, "compiling " + className, device, "free some");
    }
    model = opened;
    store = new ParameterStore(model.getNDManager(), false);
  }

  /** The decoder of a configuration, of the attention that a decode step uses. */
  static TorchModule decoder(
      ModelConfig config, double loraScale, PolicySpec spec, StepAttention step, Device device) {
    var attributes = attributes(config, loraScale, spec, step, device);
    return withProducts(DECODER, "Decoder", attributes, spec.precision(), device);
  }

  /** A module whose source multiplies by oneDNN on the processor, where libtorch has it. */
  static TorchModule withProducts(
      List<String> resources,
      String className,
      Map<String, Object> attributes,
      Precision precision,
      Device device) {
    if (precision == Precision.FP32 && !device.isGpu()) {
      try {
        return new TorchModule(with("onednn.py", resources), className, attributes, device);
      } catch (IllegalStateException e) {
        if (!isWithoutOneDnn(e)) {
          throw e;
        }
      }
    }
    return new TorchModule(with("unpacked.py", resources), className, attributes, device);
  }

  private static List<String> with(String products, List<String> resources) {
    return Stream.concat(Stream.of(products), resources.stream()).toList();
  }

  /** Whether libtorch refused a module since it was built without oneDNN's operators. */
  static boolean isWithoutOneDnn(IllegalStateException refusal) {
    return refusal.getMessage().contains("mkldnn");
  }

  private static String source(List<String> resources) throws IOException {
    var source = new StringBuilder();
    for (String resource : resources) {
      try (InputStream in = TorchModule.class.getResourceAsStream(resource)) {
        source.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return source.toString();
  }

  private static Map<String, Object> attributes(
      ModelConfig config, double loraScale, PolicySpec spec, StepAttention step, Device device) {
    var attributes = new LinkedHashMap<String, Object>();
    attributes.put("n_layers", config.layers());
    attributes.put("n_heads", config.heads());
    attributes.put("n_kv", config.keyValueHeads());
    attributes.put("head_dim", config.headDim());
    attributes.put("head_index", config.tiedEmbeddings() ? 0 : TorchWeights.count(config) - 1);
    attributes.put("eps", config.rmsNormEps());
    attributes.put(
        "frequencies",
        Floats.asList(config.rotaryFrequencies()).stream().map(Float::doubleValue).toList());
    attributes.put("qk_norm", config.queryKeyNorm());
    attributes.put("n_biases", config.biasedProjections().size());
    attributes.put("stride", TorchWeights.layer(config).size());
    attributes.put("norm_index", 1 + config.layers() * TorchWeights.layer(config).size());
    attributes.put("n_weights", TorchWeights.count(config));
    attributes.put("lora_scale", loraScale);
    attributes.put("dtype", spec.precision().scalarType());
    attributes.put("flash", spec.memory(config, !device.isGpu()).flash());
    attributes.put("ragged", step == StepAttention.RAGGED);
    attributes.put("threads", 0);
    for (String list :
        List.of("inverse", "packs", "held", "held_g", "held_m", "held_v", "held_s")) {
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
   * Calls a method whose result is one array, which belongs to {@code scope}.
   *
   * @param scope owner of the result
   * @param method the method's name
   * @param tensors positional arguments
   * @param lists weight lists, each a run of arrays that share a name ending in []
   */
  NDArray call(NDManager scope, String method, NDList tensors, List<NDList> lists) {
    return callForList(scope, method, tensors, lists).singletonOrThrow();
  }

  /** As {@link #call}, for a method whose result is a list. */
  NDList callForList(NDManager scope, String method, NDList tensors, List<NDList> lists) {
    NDArray marker = scope.create(0);
    marker.setName("module_method:" + method);
    var inputs = new NDList(marker);
    inputs.addAll(tensors);
    lists.forEach(inputs::addAll);
    // of this thread; shapes change with every batch, so specialising the graph to them never pays
    JniUtils.setGraphExecutorOptimize(false);
    return model.getBlock().forward(store, inputs, false);
  }

  @Override
  public void close() {
    model.close();
  }
}
