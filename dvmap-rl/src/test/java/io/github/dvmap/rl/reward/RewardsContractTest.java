package io.github.dvmap.rl.reward;

import io.github.dvmap.core.reward.Reward;
import io.github.dvmap.core.testkit.RewardContract;
import org.junit.jupiter.api.Nested;

class RewardsContractTest {
  @Nested
  class ExactMatch extends RewardContract {
    @Override
    protected Reward reward() {
      return Rewards.exactMatch();
    }
  }

  @Nested
  class Accuracy extends RewardContract {
    @Override
    protected Reward reward() {
      return Rewards.accuracy();
    }
  }

  @Nested
  class Format extends RewardContract {
    @Override
    protected Reward reward() {
      return Rewards.format();
    }
  }

  @Nested
  class Likert extends RewardContract {
    @Override
    protected Reward reward() {
      return Rewards.likert();
    }
  }

  @Nested
  class Paper extends RewardContract {
    @Override
    protected Reward reward() {
      return Rewards.paper(0.4);
    }
  }

  @Nested
  class Released extends RewardContract {
    @Override
    protected Reward reward() {
      return Rewards.released();
    }
  }
}
