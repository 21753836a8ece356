package io.github.dvmap.examples;

import io.github.dvmap.data.extract.Consensus;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code strict}, {@code majority} or a largest entropy in bits. */
final class ConsensusConverter implements ITypeConverter<ConsensusConverter.Named> {
  /** A rule with the word for it. */
  record Named(String name, Consensus rule) {}

  @Override
  public Named convert(String value) {
    return new Named(value, rule(value));
  }

  private static Consensus rule(String value) {
    return switch (value) {
      case "strict" -> Consensus.strict();
      case "majority" -> Consensus.majority();
      default -> entropy(value);
    };
  }

  private static Consensus entropy(String value) {
    try {
      return Consensus.entropyAtMost(Double.parseDouble(value));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'" + value + "' is neither strict nor majority nor an entropy >= 0");
    }
  }
}
