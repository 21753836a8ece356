package io.github.dvmap.core.proof;

import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.ForwardPass;
import io.github.dvmap.core.policy.OptimizerStep;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.policy.RolloutEngine;
import io.github.dvmap.core.testkit.BigramPolicy;
import java.nio.file.Path;
import java.util.List;

/** A bigram policy of which a subclass breaks one call. */
class DelegatingPolicy implements PolicyModel {
  final PolicyModel sound = BigramPolicy.create();

  @Override
  public int vocabularySize() {
    return sound.vocabularySize();
  }

  @Override
  public int contextLength() {
    return sound.contextLength();
  }

  @Override
  public long parameterCount() {
    return sound.parameterCount();
  }

  @Override
  public ForwardPass forward(List<CompletionGroup> groups, double temperature) {
    return sound.forward(groups, temperature);
  }

  @Override
  public float[][] score(List<CompletionGroup> groups, double temperature) {
    return sound.score(groups, temperature);
  }

  @Override
  public double step(OptimizerStep step) {
    return sound.step(step);
  }

  @Override
  public void resetOptimizer() {
    sound.resetOptimizer();
  }

  @Override
  public PolicyModel frozenCopy() {
    return sound.frozenCopy();
  }

  @Override
  public RolloutEngine rollouts() {
    return sound.rollouts();
  }

  @Override
  public void save(Path folder) {
    sound.save(folder);
  }

  @Override
  public void saveState(Path file) {
    sound.saveState(file);
  }

  @Override
  public void restoreState(Path file) {
    sound.restoreState(file);
  }

  @Override
  public void close() {
    sound.close();
  }

  /** A pass of which a subclass breaks one call. */
  static class DelegatingPass implements ForwardPass {
    final ForwardPass sound;

    DelegatingPass(ForwardPass sound) {
      this.sound = sound;
    }

    @Override
    public float[][] logProbs() {
      return sound.logProbs();
    }

    @Override
    public void backward(float[][] gradient) {
      sound.backward(gradient);
    }

    @Override
    public float[][] entropies() {
      return sound.entropies();
    }

    @Override
    public void backward(float[][] gradient, float[][] entropyGradient) {
      sound.backward(gradient, entropyGradient);
    }

    @Override
    public void close() {
      sound.close();
    }
  }
}
