package io.github.dvmap.examples;

import io.github.dvmap.data.extract.Consensus;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code strict}, {@code majority} or a largest entropy in bits. */
final class ConsensusConverter implements ITypeConverter<Consensus> {
  @Override
  public Consensus convert(String value) {
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
