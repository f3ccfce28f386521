package io.citylake.read.file;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a name node and a data node in this JVM. */
class TestFilesOnHdfsSpark extends FilesContract {
  private MiniDFSCluster cluster;

  @BeforeAll
  void startCluster(@TempDir Path disk) throws IOException {
    Configuration settings = new Configuration();
    settings.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.toString());
    cluster = new MiniDFSCluster.Builder(settings).numDataNodes(1).build();
    cluster.waitActive();
  }

  @AfterAll
  void stopCluster() {
    cluster.shutdown();
  }

  @Override
  String directory(String name) {
    return cluster.getURI() + "/city/" + name;
  }

  @Override
  void write(String directory, String file, byte[] content) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(directory + "/" + file);
    try (OutputStream out = cluster.getFileSystem().create(path)) {
      out.write(content);
    }
  }

  @Override
  Map<String, String> hadoop() {
    return Map.of("dfs.client.use.datanode.hostname", "false");
  }

  @Test
  void saysThatANameNodeIsAway() {
    String root = "hdfs://127.0.0.1:1/landing";
    Map<String, String> hasty = Map.of("ipc.client.connect.max.retries", "0");
    assertThatThrownBy(() -> plan(settings(root, hasty), csv(root + "/*.csv"), Position.start()))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> Assertions.assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE))
        .hasMessageContaining("Cannot list hdfs://127.0.0.1:1/landing/*.csv: ")
        .hasMessageContaining("Connection refused");
  }
}
