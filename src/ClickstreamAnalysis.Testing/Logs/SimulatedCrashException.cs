namespace ClickstreamAnalysis.Testing;

/// <summary>The process of a <see cref="SimulatedConnection"/> has crashed. Its calls no longer have any effect on the log.</summary>
public sealed class SimulatedCrashException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="connection">The name of the connection.</param>
    public SimulatedCrashException(string connection)
        : base($"The process behind the connection '{connection}' crashed. Drop it without disposing it, and open a new connection.")
    {
    }
}
