using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis;

/// <summary>A topology cannot work as it was described. <see cref="Mistakes"/> lists all that was found, not only the first.</summary>
public sealed class TopologyException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="mistakes">What is wrong, each with what to do.</param>
    public TopologyException(IReadOnlyList<string> mistakes)
        : base(Format(mistakes)) => Mistakes = mistakes;

    /// <summary>What is wrong, each with what to do.</summary>
    public IReadOnlyList<string> Mistakes { get; }

    private static string Format(IReadOnlyList<string> mistakes) => mistakes.Count == 1
        ? mistakes[0]
        : MistakeList.Describe($"The topology has {mistakes.Count} mistakes", mistakes);
}
