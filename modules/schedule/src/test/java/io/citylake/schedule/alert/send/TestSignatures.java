package io.citylake.schedule.alert.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.model.Secret;
import org.junit.jupiter.api.Test;

/** Expected values are of {@code openssl dgst -sha256}; the vendors publish code, and no values. */
class TestSignatures {
  @Test
  void signsAsDingTalkWants() {
    assertThat(Signatures.dingTalk(1767225600000L, new Secret("SECdemo0123")))
        .isEqualTo("B+hzcn3858fgcdVaOCYvRhwPDChPaAlzJS+7R1GVixo=");
  }

  @Test
  void signsAsFeishuWants() {
    assertThat(Signatures.feishu(1767225600L, new Secret("demo")))
        .isEqualTo("OeJmDC3C7FsudJ7/9z2vZtAnXCvb3MhsqwPgUZXABqw=");
  }

  @Test
  void signsAWebhooksBody() {
    assertThat(Signatures.webhook(1767225600L, "{\"a\":1}", new Secret("demo")))
        .isEqualTo("sha256=2ffc378bee476e7956f85fc32a6b39bd9bc726614bfc8d2da042257c01e1e459");
  }
}
