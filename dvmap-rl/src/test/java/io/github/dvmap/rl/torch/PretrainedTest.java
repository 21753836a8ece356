package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.rl.tokenizer.HuggingFaceTextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Real weights that are not part of the project: {@code DVMAP_PRETRAINED} names a model folder with
 * a golden.json of greedy tokens.
 */
@EnabledIfEnvironmentVariable(named = "DVMAP_PRETRAINED", matches = ".+")
class PretrainedTest {
  private final Path folder = Path.of(System.getenv("DVMAP_PRETRAINED"));

  @Test
  void generate_greedy_writesTheGoldenText() throws IOException {
    JsonObject golden =
        JsonParser.parseString(Files.readString(folder.resolve("golden.json"))).getAsJsonObject();
    int[] prompt = Golden.ints(golden.get("prompt_ids"));
    int[] all = Golden.ints(golden.get("greedy_ids"));
    PolicySpec spec = PolicySpec.huggingFace(folder).withDevice("cpu");
    try (TorchPolicy policy = Policies.openTorch(spec);
        var rollouts = policy.rollouts();
        var tokenizer = HuggingFaceTextTokenizer.open(folder)) {
      var sampling = new Sampling(0, all.length - prompt.length, Set.of(), 0);
      int[] reply =
          rollouts
              .generate(List.of(new RolloutRequest(prompt, 1, 0)), sampling)
              .get(0)
              .get(0)
              .tokens();
      assertThat(reply).isEqualTo(Arrays.copyOfRange(all, prompt.length, all.length));
      assertThat(tokenizer.decode(all).strip()).isEqualTo(golden.get("text").getAsString().strip());
      assertThat(tokenizer.encode(golden.get("prompt").getAsString()))
          .isEqualTo(Arrays.copyOfRange(prompt, 1, prompt.length));
      double[] last = Golden.doubles(golden.get("logits_last"));
      float[] logits = policy.logits(List.of(new CompletionGroup(all, List.of(new int[1]))));
      for (int v = 0; v < last.length; v++) {
        assertThat((double) logits[(all.length - 1) * last.length + v])
            .isCloseTo(last[v], within(1e-3));
      }
    }
  }
}
