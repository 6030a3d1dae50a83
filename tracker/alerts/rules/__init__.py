"""Who is told what, when and how: data, of which every version is kept."""
