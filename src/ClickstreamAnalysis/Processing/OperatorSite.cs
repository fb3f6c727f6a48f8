namespace ClickstreamAnalysis.Processing;

/// <summary>An operator in one task, for exception filters.</summary>
/// <param name="name">The node's name.</param>
/// <param name="failures">The task's failures.</param>
internal sealed class OperatorSite(string name, OperatorFailures failures)
{
    /// <summary>Notes that the operator's code threw. For exception filters only.</summary>
    /// <returns>Always false, so the exception propagates.</returns>
    public bool Threw(Exception error)
    {
        failures.Note(error, name);
        return false;
    }

    /// <summary>The operator that threw: this one, or one downstream that it called.</summary>
    public string ThrowerOf(Exception error) => failures.OperatorOf(error) ?? name;
}
