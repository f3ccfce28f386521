package io.citylake.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** The tree is the pipeline; each rule says how to mend what breaks it. */
@AnalyzeClasses(packages = "io.citylake", importOptions = DoNotIncludeTests.class)
class TestArchitecture {
  @ArchTest
  static final ArchRule modulesGoOneWay =
      slices()
          .matching("io.citylake.(*)..")
          .should()
          .beFreeOfCycles()
          .because("the pipeline has one direction: move the shared noun to model or contract");

  @ArchTest static final ArchRule modelKnowsNobody = only("model");

  @ArchTest static final ArchRule contractKnowsTheModel = only("contract", "model");

  @ArchTest static final ArchRule lakeKnowsTheContract = only("lake", "model", "contract");

  @ArchTest static final ArchRule engineKnowsTheContract = only("engine", "model", "contract");

  @ArchTest static final ArchRule receiveKnowsTheContract = only("receive", "model", "contract");

  @ArchTest
  static final ArchRule readIsNoSiblingOfOthers =
      only("read", "model", "contract", "engine", "receive");

  @ArchTest
  static final ArchRule whatReadsASpoolReceivesNothing =
      noClasses()
          .that()
          .resideInAPackage("io.citylake.read..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.citylake.receive.http..", "org.eclipse.jetty..")
          .because("tasks of a cluster read spools, and none of them listens: ask receive.spool");

  @ArchTest
  static final ArchRule checkIsNoSiblingOfOthers = only("check", "model", "contract", "engine");

  @ArchTest
  static final ArchRule transformIsNoSiblingOfOthers =
      only("transform", "model", "contract", "engine", "lake");

  @ArchTest
  static final ArchRule publishIsNoSiblingOfOthers =
      only("publish", "model", "contract", "engine", "lake");

  @ArchTest
  static final ArchRule upkeepKnowsNotWhatLoadsOrServes =
      only("upkeep", "model", "contract", "engine", "lake");

  @ArchTest
  static final ArchRule governIsNoSiblingOfOthers =
      only("govern", "model", "contract", "engine", "lake");

  @ArchTest
  static final ArchRule serveKnowsNoneThatWrites =
      only("serve", "model", "contract", "engine", "lake", "govern", "console");

  @ArchTest
  static final ArchRule scheduleKnowsNotHowATaskIsRun =
      only("schedule", "model", "contract", "lake");

  @ArchTest
  static final ArchRule whatIsDueIsDecidedWithoutTheDatabase =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.citylake.schedule.slot..",
              "io.citylake.schedule.time..",
              "io.citylake.schedule.plan..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.citylake.lake..", "java.sql..", "org.apache..")
          .because(
              "thousands of drawn days are tried against it in seconds: ask SlotBoard, and give it"
                  + " the question that it lacks");

  @ArchTest static final ArchRule consoleKnowsNobody = only("console");

  @ArchTest static final ArchRule cityKnowsTheModel = only("city", "model");

  @ArchTest
  static final ArchRule runKnowsNoneThatServes =
      only("run", "model", "contract", "engine", "lake", "read", "check", "transform", "publish");

  @ArchTest
  static final ArchRule appIsAskedByCommandsAndBenchmarksOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.citylake.app..", "io.citylake.bench..", "io.citylake.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.citylake.app..")
          .because(
              "app composes what the others are: take the collaborator that is needed through the"
                  + " constructor");

  @ArchTest
  static final ArchRule appKnowsNotHowItIsAsked =
      noClasses()
          .that()
          .resideInAPackage("io.citylake.app..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.citylake.cli..",
              "io.citylake.bench..",
              "io.citylake.city..",
              "picocli..",
              "org.jline..")
          .because(
              "a server or a worker composes the same lake: print and read options in cli, and pass"
                  + " what was asked for");

  @ArchTest
  static final ArchRule enginesStayOutOfModelAndContract =
      noClasses()
          .that()
          .resideInAnyPackage("io.citylake.model..", "io.citylake.contract..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.spark..",
              "org.apache.iceberg..",
              "org.apache.hadoop..",
              "org.apache.arrow..")
          .because(
              "rules and contracts are read by more than one engine: put the engine's half in"
                  + " check, read or publish");

  @ArchTest
  static final ArchRule theCityIsMadeWithoutSpark =
      noClasses()
          .that()
          .resideInAPackage("io.citylake.city.*..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..")
          .because(
              "a part is made on any machine, with Spark or without: leave spreading parts to"
                  + " io.citylake.city");

  @ArchTest
  static final ArchRule rowsAreHashedInOnePlace =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.citylake.engine.ContentHash")
          .should()
          .callMethodWhere(calls(functions.class, "xxhash64|hash"))
          .because(
              "Spark's hashes pass over nulls, so that rows are taken for one that differ: use"
                  + " ContentHash");

  @ArchTest
  static final ArchRule valuesAreBoundInOnePlace =
      noClasses()
          .should()
          .callMethod(SparkSession.class, "sql", String.class, Object.class)
          .because(
              "Spark puts the values of five markers and more in each other's places: use"
                  + " io.citylake.engine.BoundSql");

  @ArchTest
  static final ArchRule aPackageBelongsToOneModule =
      ArchRuleDefinition.classes()
          .should(liveInTheModuleOfTheirPackage())
          .because(
              "a split package hides who owns a class: move it to the module that its package"
                  + " names");

  @ArchTest
  static final ArchRule namesSayWhatAClassIs =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Impl")
          .because("such a name says nothing: name the noun, or how the class does it");

  @ArchTest
  static final ArchRule timeIsInjected =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDate.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .because("a test must be able to set the time: take a java.time.Clock or an Instant");

  @ArchTest
  static final ArchRule tryingAgainIsDoneInOnePlace =
      noClasses()
          .that()
          .resideInAnyPackage("io.citylake.lake..", "io.citylake.publish..", "io.citylake.run..")
          .and()
          .doNotHaveFullyQualifiedName("io.citylake.lake.retry.Retry")
          .and()
          .doNotHaveFullyQualifiedName("io.citylake.lake.lease.Leases")
          .should()
          .accessTargetWhere(aPause())
          .because(
              "tries are bounded by number and time, uneven and interruptible: use"
                  + " io.citylake.lake.retry.Retry");

  /** The names of its keys are constants that the compiler copies, so the call is what shows. */
  @ArchTest
  static final ArchRule summariesAreNobodysTotals =
      outsideTheLake()
          .should()
          .callMethodWhere(calls(Snapshot.class, "summary"))
          .because(
              "a summary counts from zero where the write made its branch: ask SnapshotTotals or"
                  + " LiveRows of lake.metadata");

  @ArchTest
  static final ArchRule branchesAreAskedInOnePlace =
      outsideTheLake()
          .should()
          .callMethodWhere(calls(TableMetadata.class, "ref(s)?").or(calls(Table.class, "refs")))
          .because(
              "what a branch's name means is known in one place: ask TableRefs of lake.metadata,"
                  + " and give it the question that it lacks");

  /** Planning compares all properties of a contract with a table's; that is its own business. */
  @ArchTest
  static final ArchRule ownPropertiesAreReadInOnePlace =
      outsideTheLake()
          .and()
          .resideOutsideOfPackage("io.citylake.publish.plan..")
          .should()
          .callMethodWhere(
              calls(TableMetadata.class, "propert(y|ies).*").or(calls(Table.class, "properties")))
          .because(
              "what CityLake keeps in a table's properties is read in one place: ask PositionStore"
                  + " or LakeProperties of lake.metadata, and give them the question that they"
                  + " lack");

  private static GivenClassesConjunction outsideTheLake() {
    return noClasses().that().resideOutsideOfPackage("io.citylake.lake..");
  }

  private static DescribedPredicate<JavaMethodCall> calls(Class<?> owner, String names) {
    return JavaCall.Predicates.target(
            HasOwner.Predicates.With.owner(JavaClass.Predicates.assignableTo(owner)))
        .and(JavaCall.Predicates.target(HasName.Predicates.nameMatching(names)))
        .forSubtype();
  }

  private static ArchRule only(String module, String... known) {
    String[] others =
        java.util.stream.Stream.of(
                "model",
                "contract",
                "engine",
                "lake",
                "receive",
                "read",
                "check",
                "transform",
                "publish",
                "govern",
                "upkeep",
                "run",
                "schedule",
                "console",
                "serve",
                "app",
                "city",
                "bench",
                "cli",
                "testkit")
            .filter(each -> !each.equals(module) && !java.util.List.of(known).contains(each))
            .map(each -> "io.citylake." + each + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage("io.citylake." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .because("only run knows the order of the verbs: pass a noun of model through run instead");
  }

  private static DescribedPredicate<JavaAccess<?>> aPause() {
    return new DescribedPredicate<>("pauses a thread") {
      @Override
      public boolean test(JavaAccess<?> access) {
        String name = access.getTargetOwner().getSimpleName() + "." + access.getName();
        return name.equals("Thread.sleep")
            || name.equals("TimeUnit.sleep")
            || name.startsWith("LockSupport.park");
      }
    };
  }

  private static ArchCondition<JavaClass> liveInTheModuleOfTheirPackage() {
    return new ArchCondition<>("live in the module that their package names") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String module = type.getPackageName().split("\\.")[2];
        String place = type.getSource().map(source -> source.getUri().toString()).orElse("");
        boolean home =
            place.contains("/modules/" + module + "/")
                || place.contains("citylake-" + module + "-");
        if (!home) {
          events.add(SimpleConditionEvent.violated(type, type.getName() + " comes from " + place));
        }
      }
    };
  }
}
