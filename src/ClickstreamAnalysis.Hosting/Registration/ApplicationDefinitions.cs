namespace ClickstreamAnalysis.Hosting.Registration;

/// <summary>The applications of a host, in the order in which they were added.</summary>
internal sealed class ApplicationDefinitions
{
    /// <summary>The configuration section of all applications.</summary>
    public const string Section = "Clickstream";

    private readonly List<ApplicationDefinition> _all = [];

    public IReadOnlyList<ApplicationDefinition> All => _all;

    /// <summary>The names, for messages.</summary>
    public string Names => string.Join(", ", _all.Select(static definition => definition.Name));

    /// <summary>Adds an application.</summary>
    /// <exception cref="ArgumentException">One of this name was added before. Configuration sections are the same in upper and lower case.</exception>
    public void Add(ApplicationDefinition definition)
    {
        if (Find(definition.Name) is { } same)
        {
            throw new ArgumentException(
                $"The application '{definition.Name}' cannot be added: this host already has the application '{same.Name}'. Give each a name of its own; upper and lower case are the same.", nameof(definition));
        }

        _all.Add(definition);
    }

    /// <summary>Finds an application; null when there is none.</summary>
    public ApplicationDefinition? Find(string? name) => _all.Find(definition => definition.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The name of the only application.</summary>
    /// <param name="service">The service that was asked for without a key, for the message.</param>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    public string Only(string service) => _all.Count == 1 ? _all[0].Name : throw new InvalidOperationException(
        $"This host has {_all.Count} applications: {Names}. Name one, as in [FromKeyedServices(\"{_all[0].Name}\")] {service}.");
}
