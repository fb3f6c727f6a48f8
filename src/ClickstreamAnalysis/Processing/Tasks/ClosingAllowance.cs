namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The number of entries that the tasks of a thread may close before the thread continues with records and commits.</summary>
/// <remarks>
/// When everything is due at once, as after a quiet night, entries close in parts. Results are committed and memory is released in
/// between. All tasks share the number, because a thread can have a thousand of them.
/// </remarks>
internal sealed class ClosingAllowance
{
    private const int Whole = 1_000;

    /// <summary>The rest of the allowance. A field, so that it can be passed by reference.</summary>
    public int Left = Whole;

    public void Renew() => Left = Whole;
}
