package io.github.dvmap.core.prompt;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Multisets;
import java.text.Normalizer;
import java.util.Collections;
import java.util.Locale;

/**
 * A text as its words, whatever their case and what stands between them. A word is a run of
 * letters, digits and marks, a number with its sign and decimals, or a symbol; punctuation is left
 * out.
 */
record AnswerWords(ImmutableList<String> words) {
  private static final ImmutableSet<String> NEGATIONS =
      ImmutableSet.of("not", "never", "neither", "nor", "non", "cannot", "t");

  static AnswerWords of(String text) {
    String folded =
        Normalizer.normalize(text, Normalizer.Form.NFC)
            .toUpperCase(Locale.ROOT)
            .toLowerCase(Locale.ROOT);
    ImmutableList.Builder<String> words = ImmutableList.builder();
    int at = 0;
    while (at < folded.length()) {
      int end = wordEnd(folded, at);
      if (end > at) {
        words.add(folded.substring(at, end).replace('\u2212', '-'));
        at = end;
      } else {
        at += Character.charCount(folded.codePointAt(at));
      }
    }
    return new AnswerWords(words.build());
  }

  /** Where the word that begins here ends, or the same place where none begins. */
  private static int wordEnd(String text, int at) {
    int end = isSign(text, at) ? at + 1 : at;
    while (end < text.length() && (inWord(text.codePointAt(end)) || isBetweenDigits(text, end))) {
      end += Character.charCount(text.codePointAt(end));
    }
    return end == at && isSymbol(text.codePointAt(at))
        ? at + Character.charCount(text.codePointAt(at))
        : end;
  }

  private static boolean isSign(String text, int at) {
    char c = text.charAt(at);
    return (c == '-' || c == '\u2212')
        && at + 1 < text.length()
        && Character.isDigit(text.charAt(at + 1))
        && (at == 0 || !inWord(text.codePointBefore(at)));
  }

  private static boolean isBetweenDigits(String text, int at) {
    char c = text.charAt(at);
    return (c == '.' || c == ',')
        && at > 0
        && at + 1 < text.length()
        && Character.isDigit(text.charAt(at - 1))
        && Character.isDigit(text.charAt(at + 1));
  }

  /** Letters, digits and the marks that some scripts write vowels with. */
  private static boolean inWord(int codePoint) {
    int type = Character.getType(codePoint);
    return Character.isLetterOrDigit(codePoint)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  private static boolean isSymbol(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.MATH_SYMBOL
        || type == Character.CURRENCY_SYMBOL
        || type == Character.OTHER_SYMBOL;
  }

  int size() {
    return words.size();
  }

  /** Whether these are the other text's words in any order. */
  boolean reorders(AnswerWords other) {
    return size() == other.size() && hasAllOf(other);
  }

  /** Whether each of the other text's words is here as often as there, in any order. */
  boolean hasAllOf(AnswerWords other) {
    return Multisets.containsOccurrences(
        ImmutableMultiset.copyOf(words), ImmutableMultiset.copyOf(other.words));
  }

  /** Where the other text's words stand here one after another from a place on, or -1. */
  int indexOf(AnswerWords other, int from) {
    int at = Collections.indexOfSubList(words.subList(from, size()), other.words);
    return at < 0 ? -1 : from + at;
  }

  /** Whether one of the two words before this place negates what follows, in English. */
  boolean isNegated(int at) {
    return words.subList(Math.max(0, at - 2), at).stream().anyMatch(NEGATIONS::contains);
  }
}
