namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>How many entries the tasks of a thread may close before it goes on with records and commits.</summary>
/// <remarks>
/// When all is due at once, as after a quiet night, it closes in parts: results go out between, and memory comes back. It is one
/// number for all tasks, because a thread can have a thousand of them.
/// </remarks>
internal sealed class ClosingAllowance
{
    private const int Whole = 1_000;

    /// <summary>What is left of it. A field, to be counted down in place.</summary>
    public int Left = Whole;

    public void Renew() => Left = Whole;
}
