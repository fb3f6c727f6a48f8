namespace ClickstreamAnalysis.Validation;

/// <summary>Collects the mistakes of a configuration, so that all of them are reported together. Each is kept once, in the order found. Not thread-safe.</summary>
internal sealed class MistakeList
{
    private readonly List<string> _mistakes = [];

    /// <summary>Whether no mistake was found.</summary>
    public bool IsEmpty => _mistakes.Count == 0;

    /// <summary>The mistakes, as they are now.</summary>
    public IReadOnlyList<string> ToArray() => [.. _mistakes];

    /// <summary>Adds a mistake.</summary>
    /// <param name="mistake">What is wrong, and what to do about it: one or more whole sentences.</param>
    public void Add(string mistake)
    {
        if (!_mistakes.Contains(mistake))
        {
            _mistakes.Add(mistake);
        }
    }

    /// <inheritdoc cref="Add(string)"/>
    public void Add(IEnumerable<string> mistakes)
    {
        foreach (var mistake in mistakes)
        {
            Add(mistake);
        }
    }

    /// <summary>Adds a mistake unless the condition holds.</summary>
    /// <param name="isValid">The condition.</param>
    /// <param name="mistake">What is wrong when it does not hold.</param>
    public void AddUnless(bool isValid, string mistake)
    {
        if (!isValid)
        {
            Add(mistake);
        }
    }

    /// <summary>Adds a mistake when a number is outside its bounds, both inclusive.</summary>
    /// <param name="value">The number.</param>
    /// <param name="least">The least valid number.</param>
    /// <param name="most">The greatest valid number.</param>
    /// <param name="name">The option's name.</param>
    /// <param name="unit">The unit, with a space in front; empty for a plain number.</param>
    public void AddUnlessBetween(long value, long least, long most, string name, string unit = "") =>
        AddUnless(value >= least && value <= most, $"{name} is {value}{unit}; it must be {(most == long.MaxValue ? $"at least {least}" : $"{least} to {most}")}.");

    /// <summary>Adds a mistake when a time is less than the least.</summary>
    /// <param name="value">The time.</param>
    /// <param name="least">The least valid time.</param>
    /// <param name="name">The option's name.</param>
    public void AddUnlessAtLeast(TimeSpan value, TimeSpan least, string name) =>
        AddUnless(value >= least, $"{name} is {value}; it must {(least == TimeSpan.Zero ? "not be negative" : $"be at least {least}")}.");

    /// <summary>Throws one exception for all mistakes, if there are any.</summary>
    /// <param name="title">What the mistakes are in, such as "The options are not valid".</param>
    /// <param name="mistakes">The mistakes.</param>
    /// <exception cref="ArgumentException">There are mistakes; the message lists them, a line each.</exception>
    public static void ThrowIfAny(string title, IReadOnlyCollection<string> mistakes)
    {
        if (mistakes.Count > 0)
        {
            throw new ArgumentException(Describe(title, mistakes));
        }
    }

    /// <summary>A title and a line for each mistake.</summary>
    public static string Describe(string title, IReadOnlyCollection<string> mistakes) =>
        $"{title}:{string.Concat(mistakes.Select(static mistake => $"{Environment.NewLine}- {mistake}"))}";
}
