package io.citylake.contract.alert;

import java.util.Locale;

/** Who is told, how, and in which language. */
public record Receiver(String name, Locale language, Channel channel) {}
