package io.citylake.serve.flight;

import org.apache.arrow.flight.SessionOptionValue;
import org.apache.arrow.flight.SessionOptionValueVisitor;

/** Reads the value of a session's option. */
final class SessionOption {
  private SessionOption() {}

  /** Its text; empty where it is no text. */
  static String text(SessionOptionValue value) {
    return value.acceptVisitor(
        new SessionOptionValueVisitor<>() {
          @Override
          public String visit(String text) {
            return text;
          }

          @Override
          public String visit(boolean flag) {
            return "";
          }

          @Override
          public String visit(long number) {
            return "";
          }

          @Override
          public String visit(double number) {
            return "";
          }

          @Override
          public String visit(String[] texts) {
            return "";
          }

          @Override
          public String visit(Void nothing) {
            return "";
          }
        });
  }
}
