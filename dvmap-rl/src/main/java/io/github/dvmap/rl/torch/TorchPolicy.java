package io.github.dvmap.rl.torch;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.rl.checkpoint.HuggingFaceFolder;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import io.github.dvmap.rl.checkpoint.PeftFolder;
import io.github.dvmap.rl.checkpoint.TensorSpec;
import io.github.dvmap.rl.checkpoint.TensorValues;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A decoder in libtorch with its weights, gradient and AdamW state. */
final class TorchPolicy implements PolicyModel {
  private final ModelConfig config;
  private final Device device;
  private final Map<String, byte[]> extraFiles;
  private final TorchModule module;
  private final NDManager manager;
  private final List<TensorSpec> specs;
  private final PolicySpec spec;
  private final MemoryPlan memory;
  private final StepAttention attention;
  private final TorchParameters parameters;
  private final CpuThreads cpu = CpuThreads.ofThisProcess();
  private int threads;
  private DecodeWorkers workers;
  private boolean closed;

  TorchPolicy(
      ModelConfig config,
      Device device,
      PolicySpec spec,
      TensorValues values,
      Optional<TorchAdapters.Source> lora,
      Map<String, byte[]> extraFiles) {
    this.config = config;
    this.device = device;
    this.spec = spec;
    this.memory = spec.memory(config, !device.isGpu());
    this.extraFiles = Map.copyOf(extraFiles);
    this.specs = TorchWeights.specs(config);
    double scale = lora.map(l -> l.config().scale()).orElse(0.0);
    this.attention = StepAttention.of(!device.isGpu(), spec, config);
    this.module = TorchModule.decoder(config, scale, spec, attention, device);
    try {
      this.manager = module.manager().newSubManager();
      this.parameters =
          new TorchParameters(
              module,
              manager,
              spec.precision(),
              specs,
              values,
              owner -> lora.map(l -> new TorchAdapters(owner, config, specs, l)));
    } catch (EngineException e) {
      module.close();
      throw tooMuch(e, "opening");
    } catch (RuntimeException e) {
      module.close();
      throw e;
    }
  }

  private RuntimeException tooMuch(EngineException thrown, String work) {
    String what =
        work + " a model of " + TorchWeights.size(specs) + " weights in " + spec.precision();
    String advice =
        "take a smaller model, another device or, on a GPU, bf16 or pure-bf16 (withPrecision)";
    return DeviceMemoryException.of(thrown, what, device, advice);
  }

  @Override
  public int vocabularySize() {
    return config.vocabularySize();
  }

  @Override
  public int contextLength() {
    return config.contextLength();
  }

  @Override
  public long parameterCount() {
    long own = TorchWeights.size(specs);
    return own
        + parameters
            .adapters()
            .map(a -> a.all().stream().mapToLong(NDArray::size).sum())
            .orElse(0L);
  }

  @Override
  public ForwardPass forward(List<CompletionGroup> groups, double temperature) {
    requireOpen();
    parameters.learn();
    tellThreads();
    PackedBatch batch = packed(groups);
    NDManager scope = manager.newSubManager();
    try {
      var pass = new TorchPass(scope, module, parameters, batch, memory, temperature);
      return new TorchForwardPass(scope, batch, pass);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  @Override
  public float[][] score(List<CompletionGroup> groups, double temperature) {
    requireOpen();
    tellThreads();
    PackedBatch batch = packed(groups);
    try (NDManager scope = manager.newSubManager()) {
      var pass = new TorchPass(scope, module, parameters, batch, memory, temperature);
      return batch.unpack(pass.score().toFloatArray());
    }
  }

  /**
   * libtorch cuts an operation where its threads' shares end, and the last few values of a share go
   * another way than the rest, which differs in the last bit. So that a pass gives the same bits
   * whatever the number of threads is, the decoder evens out the shares; for that it must know it.
   */
  private void tellThreads() {
    int now = cpu.count();
    if (isOnCpu() && now != threads) {
      try (NDManager scope = manager.newSubManager()) {
        module.call(scope, "set_threads", new NDList(scope.create(now)), List.of());
      }
      threads = now;
    }
  }

  private PackedBatch packed(List<CompletionGroup> groups) {
    var batch = new PackedBatch(groups);
    batch.requireWithin(config.contextLength(), config.vocabularySize());
    return batch;
  }

  /** Logits at every input row of the batch, [N x V]; the rows are those of {@link PackedBatch}. */
  float[] logits(List<CompletionGroup> groups) {
    requireOpen();
    try (NDManager scope = manager.newSubManager()) {
      NDList tensors = TorchPass.rows(scope, packed(groups));
      return module.call(scope, "logits", tensors, parameters.lists()).toFloatArray();
    }
  }

  @Override
  public double step(OptimizerStep step) {
    requireOpen();
    try (NDManager scope = manager.newSubManager()) {
      var settings =
          scope.create(
              new double[] {
                step.learningRate(),
                step.beta1(),
                step.beta2(),
                step.epsilon(),
                step.weightDecay(),
                step.maxGradientNorm()
              });
      return module.call(scope, "adamw", new NDList(settings), parameters.optimizer()).getFloat();
    }
  }

  @Override
  public void resetOptimizer() {
    requireOpen();
    parameters.forget();
  }

  @Override
  public void clearGradient() {
    requireOpen();
    parameters.clearGradient();
  }

  /** The gradient accumulated for a tensor so far, in the tensor's layout. */
  float[] gradient(String name) {
    requireOpen();
    List<String> names =
        parameters.adapters().map(TorchAdapters::names).orElse(TorchWeights.names(config));
    return parameters.gradient(names.indexOf(name));
  }

  /** A tensor's values. */
  float[] weight(String name) {
    requireOpen();
    return parameters.weight(index(name));
  }

  /** A tensor's values with its adapter added, if it has one. */
  float[] mergedWeight(String name) {
    float[] values = weight(name);
    return parameters.adapters().map(a -> a.merge(specs.get(index(name)), values)).orElse(values);
  }

  /** A tensor's values with its adapter added, in pieces where it has none. */
  private void merged(TensorSpec tensor, TensorValues.Sink sink) {
    if (parameters.adapters().map(a -> a.adapts(tensor)).orElse(false)) {
      sink.accept(FloatBuffer.wrap(mergedWeight(tensor.name())));
    } else {
      parameters.weight(index(tensor.name()), tensor, sink);
    }
  }

  /** An adapter's values by its PEFT name. */
  float[] adapter(String name) {
    requireOpen();
    return parameters.adapters().orElseThrow().values(name);
  }

  /** The PEFT names of the adapters. */
  List<String> adapterNames() {
    return parameters.adapters().orElseThrow().names();
  }

  ModelConfig config() {
    return config;
  }

  /** Arrays that live as long as the policy; a leak would make the number grow. */
  int managedArrays() {
    return manager.getManagedArrays().size();
  }

  private int index(String name) {
    return TorchWeights.names(config).indexOf(name);
  }

  @Override
  public PolicyModel frozenCopy() {
    requireOpen();
    return new TorchPolicy(config, device, spec, this::merged, Optional.empty(), extraFiles);
  }

  @Override
  public RolloutEngine rollouts() {
    requireOpen();
    return new TorchRollouts(this);
  }

  /** The weights as the decode loop takes them: of the computation's type, adapters added. */
  NDList decodeWeights(NDManager scope) {
    requireOpen();
    try {
      return module.callForList(scope, "ready", new NDList(), parameters.lists());
    } catch (EngineException e) {
      throw tooMuch(e, "copying, to draw from it,");
    }
  }

  /** Calls a method of the decode loop. */
  NDList decode(NDManager scope, String method, NDList tensors, List<NDList> lists) {
    requireOpen();
    return module.callForList(scope, method, tensors, lists);
  }

  /** The processor's threads. */
  CpuThreads cpu() {
    return cpu;
  }

  /** So many workers that share the cores; they live until others are asked for. */
  DecodeWorkers decodeWorkers(int count) {
    requireOpen();
    int cores = Math.max(1, cpu.count() / count);
    if (workers == null || !workers.are(count, cores)) {
      closeWorkers();
      workers = new DecodeWorkers(count, cores, cpu);
    }
    return workers;
  }

  private void closeWorkers() {
    if (workers != null) {
      workers.close();
      workers = null;
    }
  }

  /** Bytes of one token's keys and values over all layers. */
  long keyValueBytes() {
    int bytes = spec.precision() == Precision.FP32 ? Float.BYTES : Short.BYTES;
    return 2L * config.layers() * config.keyValueHeads() * config.headDim() * bytes;
  }

  /** Where the weights are. */
  Device device() {
    return device;
  }

  /** Whether the policy computes on the processor. */
  boolean isOnCpu() {
    return !device.isGpu();
  }

  /** How a decode step computes attention. */
  StepAttention stepAttention() {
    return attention;
  }

  NDManager newScope() {
    requireOpen();
    return manager.newSubManager();
  }

  @Override
  public void save(Path folder) {
    requireOpen();
    if (parameters.adapters().isEmpty()) {
      saveMerged(folder);
      return;
    }
    TorchAdapters own = parameters.adapters().get();
    PeftFolder.write(folder, own.config(), config, own.base().toString(), own::values, extraFiles);
  }

  /** Writes a model without adapters, whatever this one has. */
  void saveMerged(Path folder) {
    requireOpen();
    spec.requireMergeable(folder);
    HuggingFaceFolder.write(
        folder, config, spec.savedType(), spec.shardBytes(), this::merged, extraFiles);
  }

  @Override
  public void saveState(Path file) {
    requireOpen();
    TorchState.write(file, trained(), parameters);
  }

  @Override
  public void restoreState(Path file) {
    requireOpen();
    TorchState.read(file, trained(), parameters);
  }

  @Override
  public void requireState(Path file) {
    requireOpen();
    TorchState.require(file, trained());
  }

  /** What a step changes. */
  private List<TensorSpec> trained() {
    return parameters.adapters().map(TorchAdapters::specs).orElse(specs);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the policy is closed");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      closeWorkers();
      manager.close();
      module.close();
      Malloc.trim();
    }
  }
}
