package io.citylake.read.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a server that speaks S3 and verifies signatures, in this JVM. */
class TestFilesOnS3Spark extends FilesContract {
  private static final String KEY = "AKIACITYLAKE";
  private BlobStoreContext context;
  private BlobStore store;
  private S3Proxy server;

  @BeforeAll
  void startServer() throws Exception {
    context =
        ContextBuilder.newBuilder(new TransientApiMetadata()).buildView(BlobStoreContext.class);
    store = context.getBlobStore();
    store.createContainerInLocation(null, "city");
    server =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY, SECRET)
            .build();
    server.start();
  }

  @AfterAll
  void stopServer() throws Exception {
    server.stop();
    context.close();
  }

  @Override
  String directory(String name) {
    return "s3a://city/in/" + name;
  }

  @Override
  void write(String directory, String file, byte[] content) {
    String name = directory.substring("s3a://city/".length()) + "/" + file;
    store.putBlob(
        "city", store.blobBuilder(name).payload(content).contentLength(content.length).build());
  }

  @Override
  Map<String, String> hadoop() {
    return Map.of(
        "fs.s3a.endpoint",
        "http://127.0.0.1:" + server.getPort(),
        "fs.s3a.endpoint.region",
        "us-east-1",
        "fs.s3a.path.style.access",
        "true",
        "fs.s3a.access.key",
        KEY,
        "fs.s3a.secret.key",
        SECRET);
  }

  private Map<String, String> with(String key, String value) {
    Map<String, String> changed = new TreeMap<>(hadoop());
    changed.put(key, value);
    return changed;
  }

  private ThrowingCallable planning(String path, Map<String, String> hadoop) {
    String root = path.substring(0, path.lastIndexOf('/'));
    return () -> plan(settings(root, hadoop), csv(path), Position.start());
  }

  /** With its causes, as a log would have it. */
  private static String whole(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void saysThatAKeyIsWrongWithoutTheKey() {
    write("s3a://city/in/keys", "a.csv", new byte[] {'i', 'd', '\n'});
    String wrong = "wr0ng-and-long-s3cret";
    assertThatThrownBy(planning("s3a://city/in/keys/*.csv", with("fs.s3a.secret.key", wrong)))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE);
              assertThat(whole(e)).doesNotContain(wrong).doesNotContain(SECRET);
            })
        .hasMessageContaining("Cannot list s3a://city/in/keys/*.csv: access was denied; look at");
    assertThatThrownBy(
            planning("s3a://city/in/keys/*.csv", with("fs.s3a.access.key", "AKIANOBODY")))
        .hasMessageContaining("access was denied")
        .hasMessageNotContaining("AKIANOBODY");
  }

  @Test
  void saysThatABucketIsMissing() {
    assertThatThrownBy(planning("s3a://nowhere/in/*.csv", hadoop()))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE))
        .hasMessageContaining("Cannot list s3a://nowhere/in/*.csv: ")
        .hasMessageContaining("bucket");
  }

  @Test
  void anEmptyDirectoryIsNoFault() {
    assertThat(
            plan(
                    settings("s3a://city/none", hadoop()),
                    csv("s3a://city/none/*.csv"),
                    Position.start())
                .isEmpty())
        .isTrue();
  }

  @Test
  void saysThatTheServerIsAway() {
    Map<String, String> away = with("fs.s3a.endpoint", "http://127.0.0.1:1");
    away.putAll(Map.of("fs.s3a.attempts.maximum", "1", "fs.s3a.retry.limit", "1"));
    assertThatThrownBy(planning("s3a://city/in/x/*.csv", away))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE))
        .hasMessageContaining("Cannot list s3a://city/in/x/*.csv: ")
        .hasMessageContaining("Connection refused");
  }
}
