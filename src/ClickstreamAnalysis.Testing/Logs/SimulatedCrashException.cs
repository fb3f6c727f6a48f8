namespace ClickstreamAnalysis.Testing;

/// <summary>The process of a <see cref="SimulatedConnection"/> is dead: nothing that runs in it has any effect on the log any more.</summary>
public sealed class SimulatedCrashException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="connection">The connection's name.</param>
    public SimulatedCrashException(string connection)
        : base($"The process behind the connection '{connection}' crashed. Drop it without disposing, and connect anew.")
    {
    }
}
