package io.citylake.receive.viid;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** What is pushed to which path of GA/T 1400.4. */
public enum ViidKind {
  FACES("Face"),
  PERSONS("Person"),
  MOTORVEHICLES("MotorVehicle"),
  NONMOTORVEHICLES("NonMotorVehicle"),
  THINGS("Thing"),
  SUBSCRIBENOTIFICATIONS("SubscribeNotification");

  private final String label;

  ViidKind(String label) {
    this.label = label;
  }

  /** The kind of a path's last part, in any case of letters. */
  public static Optional<ViidKind> find(String path) {
    return Arrays.stream(values()).filter(each -> each.name().equalsIgnoreCase(path)).findFirst();
  }

  String label() {
    return label;
  }

  /** The member with one object or an array of them. */
  String element() {
    return label + "Object";
  }

  /** The member with all of them: what the standard says, and what senders write. */
  Set<String> lists() {
    return Set.of(label + "ListObject", label + "ObjectList", label + "List");
  }

  /** The member that tells one object from others. */
  String id() {
    return this == SUBSCRIBENOTIFICATIONS ? "NotificationID" : label + "ID";
  }
}
