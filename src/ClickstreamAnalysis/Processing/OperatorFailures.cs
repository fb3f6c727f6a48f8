namespace ClickstreamAnalysis.Processing;

/// <summary>Remembers which operator of a task threw an exception, without catching it.</summary>
/// <remarks>
/// Operators call it in exception filters. Filters run from the throw outward, so the first operator that calls is the one whose code
/// threw. Without an exception it costs nothing.
/// </remarks>
internal sealed class OperatorFailures
{
    private Exception? _error;
    private string _operatorName = "";

    /// <summary>Notes the operator unless an inner one was noted for the same exception.</summary>
    public void Note(Exception error, string operatorName)
    {
        if (!ReferenceEquals(_error, error))
        {
            _error = error;
            _operatorName = operatorName;
        }
    }

    /// <summary>The operator that threw this exception, or null.</summary>
    public string? OperatorOf(Exception error) => ReferenceEquals(_error, error) ? _operatorName : null;

    /// <summary>Forgets the exception, because the same object may be thrown again elsewhere.</summary>
    public void Clear() => _error = null;
}
