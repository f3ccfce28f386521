package io.citylake.cli;

import io.citylake.cli.call.Invocation;
import java.lang.reflect.Constructor;
import picocli.CommandLine;

/** Makes commands with what they need through their constructors. */
final class CommandFactory implements CommandLine.IFactory {
  private final Invocation invocation;
  private final CommandLine.IFactory plain = CommandLine.defaultFactory();

  CommandFactory(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 1
          && constructor.getParameterTypes()[0] == Invocation.class) {
        // Only this makes commands, so that their constructors are not for everybody.
        constructor.setAccessible(true);
        return type.cast(constructor.newInstance(invocation));
      }
    }
    return plain.create(type);
  }
}
