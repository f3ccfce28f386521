package io.citylake.serve.flight;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Our errors as Flight's. */
final class CallFailure {
  private static final Logger LOG = LoggerFactory.getLogger(CallFailure.class);

  private CallFailure() {}

  static FlightRuntimeException of(Throwable failure) {
    if (failure instanceof FlightRuntimeException flight) {
      return flight;
    }
    if (failure instanceof CityLakeException known) {
      return status(known.code())
          .withDescription(known.code().label() + " " + known.getMessage())
          .toRuntimeException();
    }
    LOG.error("A call failed", failure);
    return CallStatus.INTERNAL
        .withDescription(
            ErrorCode.INTERNAL.label() + " A fault of the server, which its log tells of")
        .toRuntimeException();
  }

  static FlightRuntimeException invalid(String what) {
    return CallStatus.INVALID_ARGUMENT.withDescription(what).toRuntimeException();
  }

  private static CallStatus status(ErrorCode code) {
    return switch (code.kind()) {
      case USER ->
          switch (code) {
            case ACCESS_DENIED, DUTY_SEPARATED, SEPARATION_REMOVED -> CallStatus.UNAUTHORIZED;
            case LOGIN_FAILED -> CallStatus.UNAUTHENTICATED;
            case LIMIT_EXCEEDED -> CallStatus.RESOURCE_EXHAUSTED;
            case TABLE_NOT_FOUND -> CallStatus.NOT_FOUND;
            default -> CallStatus.INVALID_ARGUMENT;
          };
      case DATA -> CallStatus.INVALID_ARGUMENT;
      case EXTERNAL -> CallStatus.UNAVAILABLE;
      case INTERNAL -> code == ErrorCode.CANCELLED ? CallStatus.CANCELLED : CallStatus.INTERNAL;
    };
  }
}
