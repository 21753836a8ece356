package io.github.dvmap.rl.torch;

import io.github.dvmap.rl.checkpoint.Architecture;
import io.github.dvmap.rl.checkpoint.ModelConfig;
import io.github.dvmap.rl.checkpoint.RopeScaling;
import java.util.function.Function;

/**
 * The decoders in double precision, one token and one head at a time, written from the definitions:
 * RMSNorm (arXiv 1910.07467), rotary positions (2104.09864, halves rotated as in transformers),
 * grouped-query attention (2305.13245), SwiGLU (2002.05202), Llama 3.1's stretched positions.
 */
final class ReferenceDecoder {
  private final ModelConfig config;
  private final Function<String, float[]> weights;

  ReferenceDecoder(ModelConfig config, Function<String, float[]> weights) {
    this.config = config;
    this.weights = weights;
  }

  /** Logits at each position, [N][V]. */
  double[][] logits(int[] ids) {
    int hidden = config.hiddenSize();
    float[] embedding = weights.apply("model.embed_tokens.weight");
    double[][] x = new double[ids.length][hidden];
    for (int t = 0; t < ids.length; t++) {
      for (int i = 0; i < hidden; i++) {
        x[t][i] = embedding[ids[t] * hidden + i];
      }
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      String at = "model.layers." + layer + ".";
      add(x, attention(at, norm(x, at + "input_layernorm.weight")));
      add(x, mlp(at, norm(x, at + "post_attention_layernorm.weight")));
    }
    String head = config.tiedEmbeddings() ? "model.embed_tokens" : "lm_head";
    return linear(norm(x, "model.norm.weight"), head, config.vocabularySize(), false);
  }

  private double[][] attention(String at, double[][] x) {
    int width = config.headDim();
    int heads = config.heads();
    int keyHeads = config.keyValueHeads();
    boolean qwen2 = config.architecture() == Architecture.QWEN2;
    boolean all = config.attentionBias();
    double[][] q = linear(x, at + "self_attn.q_proj", heads * width, all || qwen2);
    double[][] k = linear(x, at + "self_attn.k_proj", keyHeads * width, all || qwen2);
    double[][] v = linear(x, at + "self_attn.v_proj", keyHeads * width, all || qwen2);
    if (config.architecture() == Architecture.QWEN3) {
      q = headNorm(q, at + "self_attn.q_norm.weight");
      k = headNorm(k, at + "self_attn.k_norm.weight");
    }
    rotate(q);
    rotate(k);
    double[][] mixed = new double[x.length][heads * width];
    for (int t = 0; t < x.length; t++) {
      for (int h = 0; h < heads; h++) {
        int from = h / (heads / keyHeads) * width;
        double[] share = new double[t + 1];
        double most = Double.NEGATIVE_INFINITY;
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < width; i++) {
            share[s] += q[t][h * width + i] * k[s][from + i] / Math.sqrt(width);
          }
          most = Math.max(most, share[s]);
        }
        double total = 0;
        for (int s = 0; s <= t; s++) {
          share[s] = Math.exp(share[s] - most);
          total += share[s];
        }
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < width; i++) {
            mixed[t][h * width + i] += share[s] / total * v[s][from + i];
          }
        }
      }
    }
    return linear(mixed, at + "self_attn.o_proj", config.hiddenSize(), all);
  }

  private double[][] mlp(String at, double[][] x) {
    double[][] gate = linear(x, at + "mlp.gate_proj", config.intermediateSize(), false);
    double[][] up = linear(x, at + "mlp.up_proj", config.intermediateSize(), false);
    for (int t = 0; t < x.length; t++) {
      for (int i = 0; i < up[t].length; i++) {
        up[t][i] *= gate[t][i] / (1 + Math.exp(-gate[t][i]));
      }
    }
    return linear(up, at + "mlp.down_proj", config.hiddenSize(), false);
  }

  private void rotate(double[][] x) {
    int width = config.headDim();
    for (int t = 0; t < x.length; t++) {
      for (int from = 0; from < x[t].length; from += width) {
        for (int i = 0; i < width / 2; i++) {
          double angle = t * frequency(i);
          double a = x[t][from + i];
          double b = x[t][from + width / 2 + i];
          x[t][from + i] = a * Math.cos(angle) - b * Math.sin(angle);
          x[t][from + width / 2 + i] = b * Math.cos(angle) + a * Math.sin(angle);
        }
      }
    }
  }

  private double frequency(int pair) {
    double plain = 1 / Math.pow(config.ropeTheta(), 2.0 * pair / config.headDim());
    if (config.ropeScaling().isEmpty()) {
      return plain;
    }
    RopeScaling scaling = config.ropeScaling().get();
    double wavelength = 2 * Math.PI / plain;
    double context = scaling.originalContextLength();
    double low = scaling.lowFrequencyFactor();
    double high = scaling.highFrequencyFactor();
    if (wavelength > context / low) {
      return plain / scaling.factor();
    }
    if (wavelength < context / high) {
      return plain;
    }
    double smooth = (context / wavelength - low) / (high - low);
    return (1 - smooth) * plain / scaling.factor() + smooth * plain;
  }

  private double[][] headNorm(double[][] x, String name) {
    int width = config.headDim();
    double[][] result = new double[x.length][x[0].length];
    for (int t = 0; t < x.length; t++) {
      for (int from = 0; from < x[t].length; from += width) {
        double[] head = java.util.Arrays.copyOfRange(x[t], from, from + width);
        System.arraycopy(norm(new double[][] {head}, name)[0], 0, result[t], from, width);
      }
    }
    return result;
  }

  private double[][] norm(double[][] x, String name) {
    float[] weight = weights.apply(name);
    double[][] result = new double[x.length][weight.length];
    for (int t = 0; t < x.length; t++) {
      double squares = 0;
      for (double value : x[t]) {
        squares += value * value;
      }
      double scale = 1 / Math.sqrt(squares / x[t].length + config.rmsNormEps());
      for (int i = 0; i < weight.length; i++) {
        result[t][i] = x[t][i] * scale * weight[i];
      }
    }
    return result;
  }

  private double[][] linear(double[][] x, String module, int out, boolean biased) {
    float[] weight = weights.apply(module + ".weight");
    float[] bias = biased ? weights.apply(module + ".bias") : new float[out];
    double[][] result = new double[x.length][out];
    for (int t = 0; t < x.length; t++) {
      for (int o = 0; o < out; o++) {
        double sum = bias[o];
        for (int i = 0; i < x[t].length; i++) {
          sum += weight[o * x[t].length + i] * x[t][i];
        }
        result[t][o] = sum;
      }
    }
    return result;
  }

  private static void add(double[][] x, double[][] more) {
    for (int t = 0; t < x.length; t++) {
      for (int i = 0; i < x[t].length; i++) {
        x[t][i] += more[t][i];
      }
    }
  }
}
