namespace ClickstreamAnalysis.Hosting.Configuration;

/// <summary>A type of settings: how to read one from text, and what is allowed.</summary>
/// <param name="Allowed">What is allowed, after "must be".</param>
/// <param name="Parse">Reads the text. Throws a <see cref="FormatException"/> or <see cref="OverflowException"/> when it is not allowed.</param>
/// <typeparam name="T">Type of the value.</typeparam>
internal sealed record SettingKind<T>(string Allowed, Func<string, T> Parse);
