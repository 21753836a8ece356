package io.github.dvmap.rl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceReportTest {
  @Test
  void ofThisMachine_always_namesTheEngineAndAGpuOrTheReason() {
    DeviceReport report = DeviceReport.ofThisMachine();
    assertThat(report.libtorch()).startsWith("2.");
    assertThat(report.cpuThreads()).isPositive();
    assertThat(report.gpus().isEmpty()).isEqualTo(!report.whyNoGpu().isEmpty());
    assertThat(report.toText()).contains("auto: " + report.automatic());
  }

  @ParameterizedTest
  @CsvSource({
    "false, 0, a build for the CPU",
    "false, 2, PYTORCH_LIBRARY_PATH",
    "true, 0, nvidia-smi",
    "true, 3, CUDA shows 3 GPUs but libtorch can use none"
  })
  void whyNoGpu_eachCause_isNamed(boolean cudaBuild, int driverGpus, String told) {
    assertThat(DeviceReport.whyNoGpu(cudaBuild, driverGpus)).contains(told);
  }

  @Test
  void toText_gpu_tellsItsMemory() {
    var gpu = new DeviceReport.Gpu("cuda:0", "90", 80L << 30, 1L << 30);
    var report = new DeviceReport("2.7.1", Path.of("lib"), List.of("CUDA"), 4, List.of(gpu), "");
    assertThat(report.toText())
        .contains("cuda:0: compute capability 90, 1024 of 81920 MiB in use", "auto: cuda:0");
  }

  @Test
  void open_gpuThatIsNotThere_saysWhy() {
    PolicySpec spec = PolicySpec.huggingFace(Golden.FOLDER).withDevice("cuda:99");
    assertThatThrownBy(() -> Policies.open(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("device cuda:99 is not there: libtorch sees ");
  }
}
