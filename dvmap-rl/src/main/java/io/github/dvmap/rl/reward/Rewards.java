package io.github.dvmap.rl.reward;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.reward.Reward;
import io.github.dvmap.core.reward.RewardContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ready-made rewards; all pure and thread-safe. */
public final class Rewards {
  /** How many characters at the end of a reply the released script looks at for the answer. */
  public static final int RELEASED_ANSWER_WINDOW = 300;

  private static final Pattern ANSWER = Pattern.compile("<answer>(.*?)</answer>", Pattern.DOTALL);
  private static final ImmutableList<String> TAGS =
      ImmutableList.of("<reasoning>", "</reasoning>", "<answer>", "</answer>");

  private Rewards() {}

  /** 1 if the answer text equals the right option's label, else 0 (paper section 3.3). */
  public static Reward exactMatch() {
    return context ->
        context.answer() instanceof ParsedAnswer.Chosen chosen
                && chosen.exact()
                && chosen.option() == context.sample().answer()
            ? 1
            : 0;
  }

  /** 1 if the right option was chosen, whether its label is equalled or contained; else 0. */
  public static Reward accuracy() {
    return context -> context.answer().optionOrMinusOne() == context.sample().answer() ? 1 : 0;
  }

  /** 1 if the reply has the shape that the sample's format asks for, else 0. */
  public static Reward format() {
    return context -> context.sample().format().wellFormed(context.reply()) ? 1 : 0;
  }

  /**
   * 1 - |chosen - right| / (K - 1), in [0, 1]; 0 where no option was chosen. The Likert-adjusted
   * reward of the paper's ablation.
   */
  public static Reward likert() {
    return context -> {
      int chosen = context.answer().optionOrMinusOne();
      if (chosen < 0) {
        return 0;
      }
      int steps = context.sample().question().scale().size() - 1;
      return 1 - Math.abs(chosen - context.sample().answer()) / (double) steps;
    };
  }

  /**
   * {@link #exactMatch()} plus {@code beta} times {@link #format()}, the paper's reward.
   *
   * @throws IllegalArgumentException if beta is not finite
   */
  public static Reward paper(double beta) {
    return exactMatch().plus(beta, format());
  }

  /**
   * The released script's {@code wvs} reward as it takes effect: 2 if the text of the last answer
   * block that lies within the last {@value #RELEASED_ANSWER_WINDOW} characters equals the right
   * label, plus 0.2 for each of the four tags found anywhere in the reply; in [0, 2.8].
   *
   * <p>The script means to give 1 to an answer that only contains the right label, but its options
   * arrive as one string that is walked by character, so this never happens on the released corpus
   * and is left out here on purpose.
   */
  public static Reward released() {
    return context -> {
      long tags = TAGS.stream().filter(context.reply()::contains).count();
      return (releasedExact(context) ? 2 : 0) + 0.2 * tags;
    };
  }

  private static boolean releasedExact(RewardContext context) {
    String reply = context.reply();
    String tail = reply.substring(Math.max(0, reply.length() - RELEASED_ANSWER_WINDOW));
    Matcher matcher = ANSWER.matcher(tail);
    String last = null;
    while (matcher.find()) {
      last = CharMatcher.whitespace().trimFrom(matcher.group(1)); // as Python's strip
    }
    return context.sample().answerLabel().equals(last);
  }
}
