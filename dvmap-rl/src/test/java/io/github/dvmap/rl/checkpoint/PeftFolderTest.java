package io.github.dvmap.rl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeftFolderTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/qwen3-tied");

  // peft 0.21.0: get_peft_model(model, LoraConfig(r=3, lora_alpha=7,
  //     target_modules=["q_proj", "down_proj"], task_type="CAUSAL_LM")).save_pretrained(folder)
  private static final String PEFT =
      """
      {"alora_invocation_tokens": null, "alpha_pattern": {}, "arrow_config": null,
       "auto_mapping": null, "base_model_name_or_path": "../base", "bias": "none",
       "corda_config": null, "ensure_weight_tying": false, "eva_config": null,
       "exclude_modules": null, "fan_in_fan_out": false, "inference_mode": true,
       "init_lora_weights": true, "kasa_config": null, "layer_replication": null,
       "layers_pattern": null, "layers_to_transform": null, "loftq_config": {}, "lora_alpha": 7,
       "lora_bias": false, "lora_dropout": 0.0, "lora_ga_config": null, "megatron_config": null,
       "megatron_core": "megatron.core", "modules_to_save": null, "monteclora_config": null,
       "peft_type": "LORA", "peft_version": "0.21.0", "qalora_group_size": 16, "r": 3,
       "rank_pattern": {}, "revision": null, "target_modules": ["q_proj", "down_proj"],
       "target_parameters": null, "task_type": "CAUSAL_LM", "trainable_token_indices": null,
       "use_bdlora": null, "use_dora": false, "use_qalora": false, "use_rslora": false,
       "velora_config": null}
      """;

  @TempDir Path parent;
  private Path adapters;
  private Path base;
  private ModelConfig model;

  @BeforeEach
  void write() throws IOException {
    base = Files.createDirectory(parent.resolve("base"));
    adapters = parent.resolve("adapters");
    model = ConfigJson.read(GOLDEN.resolve("config.json"));
    var config =
        LoraConfig.builder().rank(3).alpha(7).targetModules(Set.of("q_proj", "down_proj")).build();
    Map<String, Integer> sizes = new java.util.HashMap<>();
    for (TensorSpec target : config.targets(model)) {
      sizes.put(config.a(target).name(), Math.toIntExact(config.a(target).size()));
      sizes.put(config.b(target).name(), Math.toIntExact(config.b(target).size()));
    }
    PeftFolder.write(adapters, config, model, "../base", n -> ones(sizes.get(n)), Map.of());
    Files.writeString(adapters.resolve("adapter_config.json"), PEFT);
  }

  @Test
  void targetModules_inAnyOrder_areThoseOfALayer() {
    var config = LoraConfig.builder().targetModules(ImmutableSet.of("up_proj", "v_proj", "q_proj"));
    assertThat(config.build().targetModules()).containsExactly("q_proj", "v_proj", "up_proj");
  }

  private static float[] ones(int size) {
    var values = new float[size];
    Arrays.fill(values, 1);
    return values;
  }

  private Path replace(String option, String value) throws IOException {
    JsonObject json = JsonParser.parseString(PEFT).getAsJsonObject();
    json.add(option, JsonParser.parseString(value));
    return Files.writeString(adapters.resolve("adapter_config.json"), json.toString());
  }

  @Test
  void open_optionsAsPeftWritesThem_areRead() {
    try (PeftFolder folder = PeftFolder.open(adapters, model)) {
      assertThat(folder.config().rank()).isEqualTo(3);
      assertThat(folder.config().alpha()).isEqualTo(7);
      assertThat(folder.config().targetModules()).containsExactlyInAnyOrder("q_proj", "down_proj");
    }
  }

  // get_peft_model with target_modules="all-linear" saves paths such as model.layers.0.mlp.up_proj
  @ParameterizedTest
  @ValueSource(
      strings = {
        "['self_attn.q_proj', 'down_proj']",
        "['model.layers.0.self_attn.q_proj', 'layers.1.self_attn.q_proj', 'mlp.down_proj']",
      })
  void open_targetsNamedByTheirPaths_areRead(String targets) throws IOException {
    replace("target_modules", targets.replace('\'', '"'));
    try (PeftFolder folder = PeftFolder.open(adapters, model)) {
      assertThat(folder.config().targetModules()).containsExactlyInAnyOrder("q_proj", "down_proj");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "target_modules | [\"q_proj\",\"embed_tokens\"] | [\"embed_tokens\"] are not linear layers of"
            + " the decoder",
        "target_modules | [\"roj\"] | [\"roj\"] are not linear layers of the decoder",
        "target_modules | [] | [] are not linear layers of the decoder",
        "target_modules | [3] | [3] are not linear layers of the decoder",
        "target_modules | \".*q_proj\" | \".*q_proj\" is not a list of linear layers",
        "target_modules | [\"layers.1.mlp.up_proj\"] | [up_proj] are not named in every layer",
        "r | null | null is not a number",
        "lora_alpha | \"7\" | \"7\" is not a number",
        "peft_type | \"IA3\" | \"IA3\" is not supported, only LORA",
        "bias | \"all\" | \"all\" is not supported, only \"none\"",
        "use_rslora | true | true is not supported, only false",
        "use_qalora | true | true is not supported, only false",
        "init_lora_weights | \"pissa\" | \"pissa\" is not supported, only [true, false, gaussian,"
            + " orthogonal]",
        "alora_invocation_tokens | [5] | [5] is not supported: the option is not known, so it may"
            + " change the result",
        "layer_replication | [[0,1]] | [[0,1]] is not supported: the option is not known, so it may"
            + " change the result",
        "rank_pattern | {\"q_proj\":4} | {\"q_proj\":4} is not supported: the option is not known,"
            + " so it may change the result",
        "exclude_modules | \"q_proj\" | \"q_proj\" is not supported: the option is not known, so it"
            + " may change the result",
      })
  void open_optionThatChangesTheResult_isRefusedByName(String option, String value, String problem)
      throws IOException {
    Path file = replace(option, value);
    assertThatThrownBy(() -> PeftFolder.open(adapters, model))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(file + ", " + option + ": " + problem);
  }

  @Test
  void write_furtherFileThatLeavesTheFolder_isRefusedAndTheOlderFolderStays() {
    Map<String, byte[]> files = Map.of("../x", new byte[1]);
    LoraConfig config = LoraConfig.builder().build();
    assertThatThrownBy(
            () -> PeftFolder.write(adapters, config, model, "../base", n -> new float[0], files))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("../x is not the name of a further file");
    assertThat(adapters.resolve("adapter_config.json")).hasContent(PEFT);
    assertThat(parent.resolve("x")).doesNotExist();
  }

  @Test
  void holding_fileThatAdaptersLack_isTheirModels() throws IOException {
    assertThat(PeftFolder.holding(adapters, "tokenizer.json").toRealPath())
        .isEqualTo(base.toRealPath());
    Files.writeString(adapters.resolve("tokenizer.json"), "{}");
    assertThat(PeftFolder.holding(adapters, "tokenizer.json")).isEqualTo(adapters);
    assertThat(PeftFolder.holding(base, "tokenizer.json")).isEqualTo(base);
  }

  @Test
  void endTokens_adaptersWithoutTheFiles_takeTheirModels() throws IOException {
    Files.writeString(base.resolve("config.json"), "{\"eos_token_id\":7}");
    assertThat(GenerationConfig.endTokens(adapters)).containsExactly(7);
    Files.writeString(base.resolve("generation_config.json"), "{\"eos_token_id\":[3,4]}");
    assertThat(GenerationConfig.endTokens(adapters)).containsExactly(3, 4);
    assertThat(GenerationConfig.sampling(adapters, 9, 5).stopTokens()).containsExactly(3, 4);
  }
}
