package io.github.dvmap.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The arrow rule: core, then data, rl and metrics, then examples; engines stay in their packages.
 */
@AnalyzeClasses(packages = "io.github.dvmap", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.github.dvmap.";

  @ArchTest
  static final ArchRule CORE_DEPENDS_ON_NO_OTHER_MODULE =
      uses("core", "data", "rl", "metrics", "examples");

  @ArchTest
  static final ArchRule DATA_DEPENDS_ON_CORE_ONLY = uses("data", "rl", "metrics", "examples");

  @ArchTest
  static final ArchRule RL_DEPENDS_ON_CORE_ONLY = uses("rl", "data", "metrics", "examples");

  @ArchTest
  static final ArchRule METRICS_DEPENDS_ON_CORE_ONLY = uses("metrics", "data", "rl", "examples");

  @ArchTest
  static final ArchRule DJL_STAYS_IN_TORCH_AND_TOKENIZER =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + "rl.torch..", ROOT + "rl.tokenizer..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule ONNX_RUNTIME_STAYS_IN_ONNX =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "rl.onnx..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule TRIBUO_STAYS_IN_ANALYSIS =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "data.analysis..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.tribuo..");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.github.dvmap.(*).(*)..").should().beFreeOfCycles();

  private static ArchRule uses(String module, String... forbidden) {
    String[] packages = new String[forbidden.length];
    for (int i = 0; i < forbidden.length; i++) {
      packages[i] = ROOT + forbidden[i] + "..";
    }
    return noClasses()
        .that()
        .resideInAPackage(ROOT + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }
}
