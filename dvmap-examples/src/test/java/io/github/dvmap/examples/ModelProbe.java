package io.github.dvmap.examples;

import com.google.gson.Gson;
import io.github.dvmap.core.policy.Completion;
import io.github.dvmap.core.policy.CompletionGroup;
import io.github.dvmap.core.policy.PolicyModel;
import io.github.dvmap.core.policy.RolloutRequest;
import io.github.dvmap.core.policy.Sampling;
import io.github.dvmap.rl.tokenizer.ChatMessage;
import io.github.dvmap.rl.tokenizer.HuggingFaceTextTokenizer;
import io.github.dvmap.rl.torch.Policies;
import io.github.dvmap.rl.torch.PolicySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Prints what this library makes of model folders, for {@code docs/interop/check.py} to compare
 * with what Python makes of them: {@code java -cp dvmap.jar ModelProbe.java CONVERSATIONS FOLDER..}
 */
final class ModelProbe {
  private static final int MAX_TOKENS = 16;

  /** Messages and the variables of the chat template, as in the file of conversations. */
  private record Conversation(List<ChatMessage> messages, Map<String, Object> variables) {}

  /**
   * What follows a conversation.
   *
   * @param text the conversation as the chat template renders it
   * @param ids its tokens
   * @param next log-probability of each token id right behind it, [V]
   * @param reply the most likely tokens
   * @param replyText their text
   * @param replyLogProbs log-probability of each of them
   */
  private record Outcome(
      String text, int[] ids, float[] next, int[] reply, String replyText, float[] replyLogProbs) {}

  private ModelProbe() {}

  public static void main(String[] args) throws IOException {
    var gson = new Gson();
    var asked = gson.fromJson(Files.readString(Path.of(args[0])), Conversation[].class);
    Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();
    for (String folder : List.of(args).subList(1, args.length)) {
      outcomes.put(folder, outcomes(Path.of(folder), List.of(asked)));
    }
    System.out.println(gson.toJson(outcomes));
  }

  private static List<Outcome> outcomes(Path folder, List<Conversation> asked) {
    try (var tokenizer = HuggingFaceTextTokenizer.open(folder);
        var policy = Policies.open(PolicySpec.huggingFace(folder).withDevice("cpu"))) {
      return asked.stream().map(one -> outcome(policy, tokenizer, one)).toList();
    }
  }

  private static Outcome outcome(
      PolicyModel policy, HuggingFaceTextTokenizer tokenizer, Conversation asked) {
    String text = tokenizer.chatTemplate().render(asked.messages(), true, asked.variables());
    int[] ids = tokenizer.encode(text);
    List<int[]> each =
        IntStream.range(0, policy.vocabularySize()).mapToObj(id -> new int[] {id}).toList();
    float[][] scores = policy.score(List.of(new CompletionGroup(ids, each)), 1);
    float[] next = new float[scores.length];
    IntStream.range(0, next.length).forEach(id -> next[id] = scores[id][0]);
    int[] reply = reply(policy, tokenizer, ids).tokens();
    float[][] logProbs = policy.score(List.of(new CompletionGroup(ids, List.of(reply))), 1);
    return new Outcome(text, ids, next, reply, tokenizer.decode(reply), logProbs[0]);
  }

  private static Completion reply(
      PolicyModel policy, HuggingFaceTextTokenizer tokenizer, int[] ids) {
    var greedy = new Sampling(0, MAX_TOKENS, tokenizer.endTokens(), 1);
    try (var rollouts = policy.rollouts()) {
      return rollouts.generate(List.of(new RolloutRequest(ids, 1, 0)), greedy).get(0).get(0);
    }
  }
}
