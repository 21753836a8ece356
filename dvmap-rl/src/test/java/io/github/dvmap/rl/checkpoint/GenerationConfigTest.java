package io.github.dvmap.rl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.policy.Sampling;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationConfigTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("generation_config.json");
  }

  private Sampling sampling(String json) throws IOException {
    Files.writeString(file, json.replace('\'', '"'));
    return GenerationConfig.sampling(folder, 9, 5);
  }

  // transformers 5.17.0 writes these for Qwen3Config(bos_token_id=1, eos_token_id=[2, 3]) etc.
  @ParameterizedTest
  @CsvSource({
    "1, '2,3', '\"_from_model_config\":true,\"bos_token_id\":1,\"eos_token_id\":[2,3]'",
    ", '2', '\"_from_model_config\":true,\"eos_token_id\":2'",
    ", , '\"_from_model_config\":true'",
  })
  void write_modelWithoutTheFile_hasOneThatFollowsFromItsConfiguration(
      Integer begin, String ends, String json) throws IOException {
    List<Integer> ids =
        ends == null ? List.of() : Stream.of(ends.split(",", -1)).map(Integer::valueOf).toList();
    write(begin, ids, Map.of());
    assertThat(Files.readString(file).replaceAll("\\s", "")).isEqualTo("{" + json + "}");
    Sampling sampling = GenerationConfig.sampling(folder, 9, 5);
    assertThat(sampling.temperature()).isZero();
    assertThat(sampling.stopTokens()).containsExactlyElementsOf(ids);
  }

  @Test
  void write_modelWithTheFile_keepsIt() {
    write(1, List.of(2), Map.of("generation_config.json", new byte[] {'{', '}'}));
    assertThat(file).hasContent("{}");
  }

  private void write(Integer begin, List<Integer> ends, Map<String, byte[]> extra) {
    ModelConfig config =
        HuggingFaceFolderTest.small()
            .beginToken(begin == null ? OptionalInt.empty() : OptionalInt.of(begin))
            .endTokens(ends)
            .build();
    HuggingFaceFolder.write(
        folder,
        config,
        ElementType.F32,
        (spec, sink) -> sink.accept(FloatBuffer.allocate((int) spec.size())),
        extra);
  }

  @Test
  void endTokens_comeFromTheFileThenFromConfigJson() throws IOException {
    assertThat(GenerationConfig.endTokens(folder)).isEmpty();
    Files.writeString(folder.resolve("config.json"), "{\"eos_token_id\":7}");
    assertThat(GenerationConfig.endTokens(folder)).containsExactly(7);
    Files.writeString(file, "{\"eos_token_id\":[3,4],\"repetition_penalty\":1.1}");
    assertThat(GenerationConfig.endTokens(folder)).containsExactly(3, 4);
  }

  // after the files of Qwen3, Llama 3.2 and a model that transformers saved; other ids
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'bos_token_id':1,'do_sample':true,'eos_token_id':[2,3],'pad_token_id':3,'temperature':0.6,"
            + "'top_k':20,'top_p':0.95,'transformers_version':'4.51.0'} | 0.6 | 20 | 0.95 | 0",
        "{'bos_token_id':1,'do_sample':true,'eos_token_id':[2,3],'temperature':0.6,'top_p':0.9,"
            + "'transformers_version':'4.45.0.dev0'} | 0.6 | 0 | 0.9 | 0",
        "{'_from_model_config':true,'bos_token_id':1,'eos_token_id':[2,3],'max_length':4096,"
            + "'transformers_version':'4.31.0'} | 0 | 0 | 1 | 0",
        "{'do_sample':false,'eos_token_id':[2,3],'temperature':0.6,'top_k':20} | 0 | 0 | 1 | 0",
        "{'do_sample':true,'eos_token_id':[2,3],'min_p':0.05,'repetition_penalty':1.0,'num_beams':1,"
            + "'suppress_tokens':[],'bad_words_ids':null} | 1 | 0 | 1 | 0.05",
      })
  void sampling_ofAFile_isWhatItsAuthorRecommends(
      String json, double temperature, int topK, double topP, double minP) throws IOException {
    Sampling sampling = sampling(json);
    assertThat(sampling.temperature()).isEqualTo(temperature);
    assertThat(sampling.topK()).isEqualTo(topK);
    assertThat(sampling.topP()).isEqualTo(topP);
    assertThat(sampling.minP()).isEqualTo(minP);
    assertThat(sampling.stopTokens()).isEqualTo(Set.of(2, 3));
    assertThat(sampling.maxTokens()).isEqualTo(9);
    assertThat(sampling.seed()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'repetition_penalty':1.05} | repetition_penalty: 1.05 is not supported, only 1",
        "{'num_beams':4}             | num_beams: 4 is not supported, only 1",
        "{'suppress_tokens':[7]}     | suppress_tokens: [7] is not supported",
        "{'watermarking_config':{'bias':2}} | watermarking_config: ",
        "{'temperature':-0.1}        | temperature: -0.1 is not in [0, ",
        "{'temperature':'hot'}       | temperature: \"hot\" is not a number",
        "{'top_p':1.5}               | top_p: 1.5 is not in [0, 1.0]",
        "{'top_p':0}                 | top_p: 0 keeps no token",
        "{'min_p':1}                 | min_p: 1.0 is not in [0, ",
        "{'top_k':-1}                | top_k: -1 must be >= 0",
        "{'top_k':1.5}               | top_k: 1.5 is not an integer",
        "{'do_sample':1}             | do_sample: 1 is not true or false",
        "{'eos_token_id':-1}         | eos_token_id: -1 must be >= 0",
      })
  void sampling_optionThatCannotBeFollowed_isRefusedByName(String json, String problem) {
    assertThatThrownBy(() -> sampling(json))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(file + ", " + problem);
  }

  @Test
  void sampling_withoutTheFile_isRefused() {
    assertThatThrownBy(() -> GenerationConfig.sampling(folder, 9, 5))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(file.toString());
  }
}
