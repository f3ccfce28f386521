package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import org.jclouds.blobstore.options.ListContainerOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A landing directory and a warehouse in buckets of a server that speaks S3. */
class ITS3 {
  private static final String SECRET = "s3cret-and-long";
  private static BlobStoreContext context;
  private static S3Proxy server;
  private static int workspaces;

  @TempDir private Path home;
  private CommandFixture lake;
  private String root;

  @BeforeAll
  static void startServer() throws Exception {
    context =
        ContextBuilder.newBuilder(new TransientApiMetadata()).buildView(BlobStoreContext.class);
    context.getBlobStore().createContainerInLocation(null, "city");
    server =
        S3Proxy.builder()
            .blobStore(context.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "AKIACITYLAKE", SECRET)
            .build();
    server.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.stop();
    context.close();
  }

  private void put(String name, String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    BlobStore store = context.getBlobStore();
    store.putBlob(
        "city",
        store
            .blobBuilder(root + "/" + name)
            .payload(content)
            .contentLength(content.length)
            .build());
  }

  @BeforeEach
  void workspace() {
    root = "w" + ++workspaces;
    lake =
        new CommandFixture(home)
            .environment("S3_SECRET", SECRET)
            .environment("S3_ENDPOINT", "http://127.0.0.1:" + server.getPort())
            .file(
                "conf/themes/water/ods_case.yaml",
                """
                title: {zh: 案件, en: Cases}
                layer: ods
                grain: one row per name
                columns:
                  - {name: name, type: string, title: {zh: 名称, en: Name}, required: true}
                  - {name: cases, type: int, title: {zh: 数量, en: Cases}}
                """)
            .file(
                "jobs/water/cases.yaml",
                """
                title: {zh: 案件, en: Cases}
                owner: 水务局
                target: water.ods_case
                quarantine: {max-ratio: 100%%}
                source: {files: {path: "s3a://city/%s/in/*.csv", format: csv}}
                columns: {name: name, cases: cases}
                """
                    .formatted(root));
    settings("");
    put("in/a.csv", "name,cases\n东,1\n南,x\n");
  }

  private void settings(String more) {
    lake.file(
        "conf/citylake.yaml",
        """
        source-roots: ["s3a://city/%s/in"]
        %s
        hadoop:
          fs.s3a.endpoint: ${S3_ENDPOINT}
          fs.s3a.endpoint.region: ${S3_REGION:-us-east-1}
          fs.s3a.path.style.access: ${S3_PATH_STYLE:-true}
          fs.s3a.access.key: ${S3_KEY:-AKIACITYLAKE}
          fs.s3a.secret.key: ${S3_SECRET}
        """
            .formatted(root, more));
  }

  private Outcome run() {
    Outcome run = lake.call("run", "water.cases");
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    return run;
  }

  private void loadsTwice() {
    assertThat(lake.callWithoutSpark("apply").exit()).isZero();
    assertThat(run().out()).contains("read 2 accepted 1 quarantined 1");
    assertThat(lake.query("select name, cases, _source from water.ods_case"))
        .containsExactly("东,1,a.csv");
    put("in/a.csv", "name,cases\n东,1\n南,22\n");
    assertThat(run().out()).contains("read 2 accepted 2");
    assertThat(lake.query("select name, cases from water.ods_case order by name"))
        .containsExactly("东,1", "南,22");
  }

  @Test
  void loadsFilesAndThoseSentAgain() {
    loadsTwice();
  }

  @Test
  void keepsTablesThere() {
    settings("warehouse: s3a://city/" + root + "/lake");
    loadsTwice();
    assertThat(
            context
                .getBlobStore()
                .list("city", ListContainerOptions.Builder.prefix(root + "/lake/").recursive()))
        .isNotEmpty();
  }

  @Test
  void aWrongSecretIsSaidAndNotPrinted() {
    assertThat(lake.callWithoutSpark("apply").exit()).isZero();
    Outcome run = lake.environment("S3_SECRET", "wr0ng-and-long").call("run", "water.cases");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains("Cannot list s3a://city/" + root + "/in/*.csv: access was denied", "[CL3001]");
    assertThat(run.out() + run.err() + lake.read("target/run_results.json"))
        .doesNotContain("wr0ng", SECRET);
  }
}
