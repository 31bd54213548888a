package io.github.ttalloc.cli.console;

import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;

/**
 * Handles operating-system signals, through reflection: the JDK has no supported class for that.
 */
public final class Signals
{
    private Signals()
    {
    }

    /**
     * Runs something for each signal of a name, instead of what the JVM does.
     *
     * @param name   such as {@code TERM}, without {@code SIG}.
     * @param action run on a thread of the JVM's.
     * @throws IllegalStateException if this JVM cannot handle the signal.
     */
    public static void on(final String name, final Runnable action)
    {
        try
        {
            final Class<?> signalClass = Class.forName("sun.misc.Signal");
            final Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
            final Constructor<?> constructor = signalClass.getConstructor(String.class);
            final Object handler = Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[]{handlerClass}, (proxy, method, arguments) ->
                {
                    if ("handle".equals(method.getName()))
                    {
                        action.run();
                    }
                    return ofObject(proxy, method.getName(), arguments);
                });
            signalClass.getMethod("handle", signalClass, handlerClass)
                .invoke(null, constructor.newInstance(name), handler);
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new IllegalStateException("signal " + name + " cannot be handled on this JVM", ex);
        }
    }

    private static Object ofObject(final Object proxy, final String method, final Object[] arguments)
    {
        return switch (method)
        {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "signal handler";
            default -> null;
        };
    }
}
