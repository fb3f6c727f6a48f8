using Microsoft.Extensions.Configuration;

namespace ClickstreamAnalysis.Hosting.Configuration;

/// <summary>The settings of a configuration section, and how each changes the options.</summary>
/// <remarks>A table rather than reflection: every mistake is found, not the first one, and trimmed programs work.</remarks>
/// <typeparam name="T">Type of the options.</typeparam>
internal sealed class SettingTable<T>
    where T : class
{
    private readonly Dictionary<string, (string Allowed, Func<T, string, T> Apply)> _settings = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The keys, in the order in which they were added.</summary>
    public IEnumerable<string> Keys => _settings.Keys;

    /// <summary>Adds a setting.</summary>
    /// <param name="key">Its key in the section.</param>
    /// <param name="kind">Its type.</param>
    /// <param name="with">Returns the options with the value.</param>
    /// <returns>This table.</returns>
    public SettingTable<T> Add<TValue>(string key, SettingKind<TValue> kind, Func<T, TValue, T> with)
    {
        _settings.Add(key, (kind.Allowed, (options, text) => with(options, kind.Parse(text))));
        return this;
    }

    /// <summary>Reads a section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="options">The options before.</param>
    /// <param name="mistakes">Receives what cannot be read. Never a value, because it may be a secret in the wrong place.</param>
    /// <param name="others">Keys of the section that are sections themselves.</param>
    /// <returns>The options with the settings of the section.</returns>
    public T Read(IConfigurationSection section, T options, ICollection<string> mistakes, params string[] others)
    {
        foreach (var child in section.GetChildren().Where(child => !others.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!_settings.TryGetValue(child.Key, out var setting))
            {
                mistakes.Add($"{child.Path} is not a setting. {section.Path} has the settings {string.Join(", ", Keys.Concat(others))}.");
                continue;
            }

            try
            {
                options = child.GetChildren().Any() ? throw new FormatException() : setting.Apply(options, child.Value ?? "");
            }
            catch (Exception error) when (error is FormatException or OverflowException)
            {
                mistakes.Add($"{child.Path} must be {setting.Allowed}.");
            }
        }

        return options;
    }
}
