//! The bus between nodes: carries events and signs of life, and is never an authority.
