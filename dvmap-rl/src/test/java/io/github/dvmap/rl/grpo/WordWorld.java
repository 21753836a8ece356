package io.github.dvmap.rl.grpo;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.dvmap.core.policy.TextTokenizer;
import io.github.dvmap.core.prompt.AnswerFormat;
import io.github.dvmap.core.prompt.ParsedAnswer;
import io.github.dvmap.core.prompt.Prompt;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.AnswerScale;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.survey.Question;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Samples, a tokenizer of twelve words and a format for the {@link TabularPolicy}. */
public final class WordWorld {
  /** The options of every sample. */
  public static final AnswerScale SCALE = AnswerScale.of("good", "fair", "poor", "bad");

  /** The words by token id; id 0 ends a reply. */
  public static final ImmutableList<String> WORDS =
      ImmutableList.of(
          "", "good", "fair", "poor", "bad", "so", "it", "is", "very", "and", "but", "then");

  private WordWorld() {}

  /** Samples whose right answers go round the scale; the prompt's text is the index. */
  public static List<AlignmentSample> samples(int count) {
    var samples = new ArrayList<AlignmentSample>();
    var question = new Question("Q1", "How is it?", "", SCALE);
    for (int i = 0; i < count; i++) {
      samples.add(
          new AlignmentSample(
              "sample-" + i,
              Profile.of(ImmutableMap.of("Sex", "Female")),
              question,
              i % SCALE.size(),
              0.5,
              new Prompt("", Integer.toString(i)),
              FORMAT));
    }
    return samples;
  }

  /**
   * The first word is the answer; well formed if it is the only one.
   *
   * @param instruction whatever a test wants it to be
   * @param stopStrings where a reply may be cut off
   */
  public record Format(String instruction, ImmutableSet<String> stopStrings)
      implements AnswerFormat {
    @Override
    public String write(String answer) {
      return answer;
    }

    @Override
    public ParsedAnswer parse(String reply, AnswerScale scale) {
      if (reply.isEmpty()) {
        return new ParsedAnswer.Missing();
      }
      int option = scale.options().indexOf(reply.split(" ", 2)[0]);
      return option < 0
          ? new ParsedAnswer.Unrecognised(reply)
          : new ParsedAnswer.Chosen(option, wellFormed(reply));
    }

    @Override
    public boolean wellFormed(String reply) {
      return SCALE.options().contains(reply);
    }
  }

  /** The format that {@link #samples} have. */
  public static final AnswerFormat FORMAT = new Format("One word.", ImmutableSet.of());

  /** A token for each word; a prompt is the token of its number. */
  public static final TextTokenizer TOKENIZER =
      new TextTokenizer() {
        @Override
        public int[] encode(String text) {
          return Arrays.stream(text.split(" ")).mapToInt(WORDS::indexOf).toArray();
        }

        @Override
        public String decode(int[] ids) {
          return Arrays.stream(ids)
              .filter(id -> id != endOfText())
              .mapToObj(WORDS::get)
              .collect(Collectors.joining(" "));
        }

        @Override
        public int[] encodePrompt(Prompt prompt) {
          return new int[] {Integer.parseInt(prompt.user())};
        }

        @Override
        public int endOfText() {
          return 0;
        }
      };
}
