namespace ClickstreamAnalysis.Processing;

/// <summary>Remembers which operator of a task threw an exception, without catching it.</summary>
/// <remarks>
/// Operators ask in exception filters. Filters run from the place of the throw outwards, so the first operator that asks is the one
/// whose code threw. Until something is thrown it costs nothing.
/// </remarks>
internal sealed class OperatorFailures
{
    private Exception? _error;
    private string _operatorName = "";

    /// <summary>Notes the operator unless one further inside was noted for the same exception.</summary>
    public void Note(Exception error, string operatorName)
    {
        if (!ReferenceEquals(_error, error))
        {
            _error = error;
            _operatorName = operatorName;
        }
    }

    /// <summary>The operator that threw this exception, or null when none did.</summary>
    public string? OperatorOf(Exception error) => ReferenceEquals(_error, error) ? _operatorName : null;

    /// <summary>Forgets the exception: the same object may be thrown again somewhere else.</summary>
    public void Clear() => _error = null;
}
