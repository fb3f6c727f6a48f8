namespace WebShop.Pages;

/// <summary>A product.</summary>
internal sealed record Product(string Id, string Name, decimal Price)
{
    public static readonly IReadOnlyList<Product> All =
    [
        new("teapot", "Teapot", 24.90m), new("cup", "Cup", 6.50m), new("tray", "Tray", 18.00m), new("kettle", "Kettle", 49.00m), new("green-tea", "Green tea", 8.20m),
    ];

    public static Product? Find(string? id) => All.FirstOrDefault(product => product.Id == id);
}
