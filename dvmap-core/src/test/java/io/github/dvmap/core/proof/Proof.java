package io.github.dvmap.core.proof;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import org.junit.jupiter.params.provider.Arguments;

/** A contract test that has to fail on a broken implementation. */
final class Proof {
  private Proof() {}

  /** What is broken, the contract over it, and the contract's test that has to notice. */
  static <C> Arguments of(String broken, C contract, Consumer<C> test) {
    Runnable run = () -> test.accept(contract);
    return Arguments.of(broken, run);
  }

  static void assertNoticed(Runnable test) {
    assertThatThrownBy(test::run).isInstanceOf(AssertionError.class);
  }
}
