package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.sparkproject.jetty.servlet.ServletHolder;

/** The HTTP server and Spark's pages use two editions of the servlet API beside each other. */
class TestServletApi {

  @Test
  void httpServerFindsTheNewerOne() throws ReflectiveOperationException {
    assertThat(HttpServletRequest.class.getMethod("getServletConnection")).isNotNull();
  }

  /** What an operator turns on to look at Spark (CONTRIBUTING.md): its Jetty is an older one. */
  @Test
  void sparksPagesFindWhatTheNewerOneLeftOut() {
    HttpServlet page = new HttpServlet() {};
    assertThat(new ServletHolder(page).getHeldClass()).isEqualTo(page.getClass());
  }
}
