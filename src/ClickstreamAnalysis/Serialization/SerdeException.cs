namespace ClickstreamAnalysis;

/// <summary>Bytes could not be deserialized as a value of the expected type, or a value could not be serialized.</summary>
/// <remarks><see cref="Reason"/> is a short fixed code, never user data: it is used as a metric label and in dead letters.</remarks>
public sealed class SerdeException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="reason">A short fixed code such as <c>invalid-json</c> or <c>missing-user</c>.</param>
    /// <param name="message">The error, without quoting the data.</param>
    /// <param name="innerException">The cause, if any.</param>
    public SerdeException(string reason, string message, Exception? innerException = null)
        : base(message, innerException) => Reason = reason;

    /// <summary>Returns the reason of an exception thrown while serializing: its own reason, or <c>serialization</c>.</summary>
    internal static string ReasonOf(Exception error) => (error as SerdeException)?.Reason ?? "serialization";

    /// <summary>A short fixed code for the kind of error.</summary>
    public string Reason { get; }
}
